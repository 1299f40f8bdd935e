import type { Batch, EpochRecord, SampleSet } from '@ballast/core';
import { evaluateClasses, evaluatePredictions } from '../evaluation/metrics.ts';
import { predict, type Predictions } from '../evaluation/predict.ts';
import { suggestLabels } from '../evaluation/suggestLabels.ts';
import type { ClassEvaluation, Evaluation } from '../evaluation/types.ts';
import { givenClassCounts } from '../loops/classCounts.ts';
import type { PhaseContextOptions } from './phaseContext.ts';
import { openTensorBatches } from './tensorBatches.ts';

type Classifier = EpochRecord['classifier'];

export interface EvaluatedClassifier {
  readonly validation: Evaluation | undefined;
  readonly test: ClassEvaluation;
  /** [test.count] */
  readonly testPredictions: Int32Array;
}

/** Evaluates classifiers on the validation and test sets of one task. */
export class Evaluator {
  private readonly trainCounts: readonly number[];

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

  /** [train.count] what a person may want to put in place of each given label. */
  suggestedLabels(classifier: Classifier): Promise<Int32Array> {
    const { train } = this.options.task;
    return suggestLabels(classifier, train, this.batches(train));
  }

  private predictions(classifier: Classifier, set: SampleSet): Promise<Predictions> {
    return predict(classifier, set, this.batches(set));
  }

  private batches(set: SampleSet): AsyncIterable<Batch> {
    const { augmentation, random, evaluationBatchSize = 256 } = this.options;
    const order = Int32Array.from({ length: set.count }, (_, position) => position);
    return openTensorBatches(set, { order, batchSize: evaluationBatchSize, views: ['none'], augmentation, random });
  }
}
