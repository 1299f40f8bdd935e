/** Accuracy in [0, 1], loss as the mean over samples. */
export interface Evaluation {
  readonly loss: number;
  readonly accuracy: number;
}

export interface ClassEvaluation extends Evaluation {
  /** [K]; NaN for a class without samples. */
  readonly perClass: readonly number[];
  /** Mean accuracy over the classes with most, middling and fewest training samples (thirds by given count). */
  readonly head: number;
  readonly medium: number;
  readonly tail: number;
}

/** One line of a phase's `metrics.jsonl`. */
export interface EpochMetrics {
  readonly phase: string;
  /** 0-based. */
  readonly epoch: number;
  readonly epochs: number;
  readonly learningRate: number;
  readonly train: Evaluation;
  /** Against the noisy labels of the validation split; undefined where the suite has no such split. */
  readonly validation: Evaluation | undefined;
  /** Undefined in the epochs that `evaluateEvery` passes over; never in the last one. */
  readonly test: ClassEvaluation | undefined;
  readonly extra: Readonly<Record<string, number>>;
}

/** Area under the ROC curve for telling mislabelled training samples from clean ones; 0.5 is chance. */
export interface NoiseDetection {
  /** A low weight speaks for a wrong label. */
  readonly sampleWeights: number | undefined;
  /** A high mean of the raw probing loss curve speaks for a wrong label. */
  readonly probingLoss: number | undefined;
}

export interface CellSummary {
  readonly last: ClassEvaluation & { readonly epoch: number };
  readonly bestOnValidation: (ClassEvaluation & { readonly epoch: number }) | undefined;
  /** Only when the suite asks for it; every table marks it. */
  readonly bestOnTest: (ClassEvaluation & { readonly epoch: number }) | undefined;
  /** [K][K] test samples after the last epoch, row = true class, column = predicted class. */
  readonly confusion: readonly (readonly number[])[];
  /** [K] by given label, of the train set. */
  readonly cleanCounts: readonly number[];
  readonly mislabelledCounts: readonly number[];
  /** Undefined where no training sample is mislabelled. */
  readonly noiseDetection: NoiseDetection | undefined;
  /** Mean learned weight over the train set; undefined without learned weights. */
  readonly meanWeight: { readonly clean: number; readonly mislabelled: number | undefined } | undefined;
}
