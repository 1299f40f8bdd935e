/**
 * Accuracy in [0, 1], loss as the mean over samples. The other scores are in [0, 1] as well; results of versions that
 * did not know them have none.
 */
export interface Evaluation {
  readonly loss: number;
  readonly accuracy: number;
  /** Mean over classes of each class's accuracy. */
  readonly balancedAccuracy?: number | undefined;
  /** Mean over classes of the harmonic mean of precision and recall. */
  readonly macroF1?: number | undefined;
  /** Expected calibration error: how far the predicted probability is from the share that is right. */
  readonly calibrationError?: number | undefined;
}

/** What an epoch may be chosen by on the validation split; the highest is best. */
export type SelectionScore = 'accuracy' | 'balancedAccuracy' | 'macroF1';

export interface ClassEvaluation extends Evaluation {
  /** [K] recall; NaN for a class without samples. */
  readonly perClass: readonly number[];
  /** [K] NaN for a class that is never predicted. */
  readonly precision?: readonly number[] | undefined;
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
  /** Of the last epoch, where the data set has further test sets, by their names. */
  readonly otherTests?: Readonly<Record<string, Evaluation>> | undefined;
  readonly extra: Readonly<Record<string, number>>;
}

/** Areas under the ROC curve for telling mislabelled training samples from clean ones; 0.5 is chance. */
export interface NoiseDetection extends DetectionAreas {
  /** The same among samples of one given class; undefined where an earlier version stored the cell. */
  readonly withinClasses?: DetectionAreas | undefined;
}

export interface DetectionAreas {
  /** A low weight speaks for a wrong label. */
  readonly sampleWeights: number | undefined;
  /** A high mean of the raw probing loss curve speaks for a wrong label. */
  readonly probingLoss: number | undefined;
}

export interface CellSummary {
  readonly last: ClassEvaluation & { readonly epoch: number };
  readonly bestOnValidation: (ClassEvaluation & { readonly epoch: number }) | undefined;
  /** What the best epoch on validation is best by; accuracy where it is left out. */
  readonly selectedBy?: SelectionScore | undefined;
  /** Only when the suite asks for it; every table marks it. */
  readonly bestOnTest: (ClassEvaluation & { readonly epoch: number }) | undefined;
  /** On the further test sets after the last epoch, by their names; undefined without any. */
  readonly otherTests?: Readonly<Record<string, Evaluation>> | undefined;
  /** [K][K] test samples after the last epoch, row = true class, column = predicted class. */
  readonly confusion: readonly (readonly number[])[];
  /** [K] by given label, of the train set. */
  readonly cleanCounts: readonly number[];
  readonly mislabelledCounts: readonly number[];
  /** True where nobody checked the test labels either: what is wrong there counts as a mistake of the classifier. */
  readonly testLabelsUnchecked?: boolean | undefined;
  /** Undefined where no training sample is mislabelled. */
  readonly noiseDetection: NoiseDetection | undefined;
  /** Mean learned weight over the train set; undefined without learned weights. */
  readonly meanWeight: { readonly clean: number; readonly mislabelled: number | undefined } | undefined;
}
