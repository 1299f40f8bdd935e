import type { Batch, EpochRecord, SampleSet } from '@ballast/core';
import { compiledInference } from '../evaluation/inference.ts';
import { evaluateClasses, evaluatePredictions } from '../evaluation/metrics.ts';
import { predict, type Batches, type Predictions } from '../evaluation/predict.ts';
import { suggestLabels } from '../evaluation/suggestLabels.ts';
import type { ClassEvaluation, Evaluation } from '../evaluation/types.ts';
import { givenClassCounts } from '../loops/classCounts.ts';
import type { PhaseContextOptions } from './phaseContext.ts';
import { disposeBatch, openTensorBatches, readTensorBatches } from './tensorBatches.ts';

type Classifier = EpochRecord['classifier'];

/** A set whose images are no more numbers than this stays on the backend from epoch to epoch. */
const mostKeptNumbers = 2_000_000;

export interface EvaluatedClassifier {
  readonly validation: Evaluation | undefined;
  readonly test: ClassEvaluation;
  /** [test.count] */
  readonly testPredictions: Int32Array;
}

/** Evaluates classifiers on the validation and test sets of one task. */
export class Evaluator {
  private readonly trainCounts: readonly number[];
  private readonly infer = compiledInference();
  private readonly kept = new Map<SampleSet, readonly Batch[]>();

  constructor(
    private readonly options: Pick<PhaseContextOptions, 'task' | 'augmentation' | 'random' | 'evaluationBatchSize'>,
  ) {
    this.trainCounts = givenClassCounts(options.task.train, options.task.classCount);
  }

  async evaluate(classifier: Classifier): Promise<EvaluatedClassifier> {
    const { validation, test } = this.options.task;
    const testPredictions = await this.predictions(classifier, test);
    return {
      validation:
        validation.count === 0
          ? undefined
          : evaluatePredictions(await this.predictions(classifier, validation), validation.givenLabels),
      test: evaluateClasses(testPredictions, test.givenLabels, this.trainCounts),
      testPredictions: testPredictions.classes,
    };
  }

  /** By name; undefined where the task has no further test sets. */
  async evaluateOtherTests(classifier: Classifier): Promise<Record<string, Evaluation> | undefined> {
    const { otherTests } = this.options.task;
    if (otherTests === undefined) return undefined;
    const evaluations: Record<string, Evaluation> = {};
    for (const [name, set] of Object.entries(otherTests)) {
      const batches = openTensorBatches(set, this.requestOf(set)); // seen once: not worth keeping
      evaluations[name] = evaluatePredictions(await predict(classifier, set, batches, this.infer), set.givenLabels);
    }
    return evaluations;
  }

  /** [train.count] what a person may want to put in place of each given label. */
  suggestedLabels(classifier: Classifier): Promise<Int32Array> {
    const { train } = this.options.task;
    return suggestLabels(classifier, train, openTensorBatches(train, this.requestOf(train)));
  }

  /** Frees the images that are kept from epoch to epoch. */
  dispose(): void {
    for (const batches of this.kept.values()) batches.forEach(disposeBatch);
    this.kept.clear();
  }

  private async predictions(classifier: Classifier, set: SampleSet): Promise<Predictions> {
    return predict(classifier, set, await this.batches(set), this.infer);
  }

  private async batches(set: SampleSet): Promise<Batches> {
    const { height, width, channels } = set.imageShape;
    if (set.count * height * width * channels > mostKeptNumbers) return openTensorBatches(set, this.requestOf(set));
    const batches = this.kept.get(set) ?? (await readTensorBatches(set, this.requestOf(set)));
    this.kept.set(set, batches);
    return batches;
  }

  private requestOf(set: SampleSet) {
    const { augmentation, random, evaluationBatchSize = 256 } = this.options;
    const order = Int32Array.from({ length: set.count }, (_, position) => position);
    return { order, batchSize: evaluationBatchSize, views: ['none'] as const, augmentation, random };
  }
}
