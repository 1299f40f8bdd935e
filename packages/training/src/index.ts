export type * from './evaluation/types.ts';

// Evaluation: predictions once, everything else is derived from them.
export * from './evaluation/bestEpoch.ts';
export * from './evaluation/calibration.ts';
export * from './evaluation/classifyImages.ts';
export * from './evaluation/featureBatches.ts';
export * from './evaluation/largest.ts';
export * from './evaluation/metrics.ts';
export * from './evaluation/predict.ts';
export * from './evaluation/probabilities.ts';
export * from './evaluation/restoreClassifier.ts';
export * from './evaluation/roc.ts';
export * from './evaluation/suggestLabels.ts';
export * from './evaluation/summary.ts';
export { balancedAccuracy, macroF1, perClassAccuracy, perClassF1, perClassPrecision } from '@ballast/core';

// Optimizers and schedules: options for a method's schema, pure functions of them.
export * from './optimizers/optimizer.ts';
export * from './optimizers/options.ts';
export * from './schedules/learningRate.ts';
export * from './schedules/options.ts';

// What a method is written with: a classifier's state, one step of it, one epoch of steps.
//
// - Plain training, probing: `classifierLoop` is a whole `EpochLoop`.
// - A loop of one's own: `trainEpoch` runs `step` in `tf.tidy` for every batch, frees replaced state, and gathers
//   mean loss, accuracy and, on request, every sample's loss. The state is any record of groups of tensors, e.g. a `ClassifierState` and
//   `{ weightNet, weightNetOptimizer }` beside it; `packGroups` and `unpackGroups` lead to a `LoopState` and back.
// - One step: `classifierStep` (weighted or not), or `classifierGradients` where the step is to be another one.
// - Batches: `epochBatches` in a sampler's order, `metaLearningBatches` each with one of the meta set.
export * from './loops/batches.ts';
export * from './loops/classCounts.ts';
export * from './loops/classifier.ts';
export * from './loops/classifierRecord.ts';
export * from './loops/classifierLoop.ts';
export * from './loops/epochBatches.ts';
export * from './tensors/groups.ts';
export * from './loops/joinSampleSets.ts';
export * from './loops/sampleWeights.ts';
export * from './loops/selectSamples.ts';
export * from './loops/mixing.ts';
export * from './loops/stepLog.ts';
export * from './loops/stepNotes.ts';
export * from './loops/trainEpoch.ts';
export * from './loops/trainingOptions.ts';
export { withoutGradient } from '@ballast/tensor';

// Where a meta set comes from: the trusted one, or one that is drawn from the train set before an epoch.
export * from './metaSets/currentLosses.ts';
export * from './metaSets/epochSets.ts';
export * from './metaSets/metaBatches.ts';
export * from './metaSets/metaLearningBatches.ts';
export * from './metaSets/requireCurrentLosses.ts';
export * from './metaSets/requireMetaSet.ts';

// Phases with which several methods begin; cells with the same settings share them.
export * from './sharedPhases/classifierArray.ts';
export * from './sharedPhases/pretraining.ts';
export * from './sharedPhases/probing.ts';

// How many labels are wrong: told to an oracle, estimated, or expected.
export * from './noiseRate/accumulatedLosses.ts';
export * from './noiseRate/noiseRate.ts';

// Two Gaussians over the losses: which labels look right.
export * from './mixtures/gaussianMixture.ts';
export * from './mixtures/options.ts';
export * from './mixtures/scaled.ts';

// What a suite runs phases with.
export * from './checkpoints/arrayFile.ts';
export * from './checkpoints/checkpoint.ts';
export * from './checkpoints/classifierFile.ts';
export * from './checkpoints/diskErrors.ts';
export { openLossCurves } from './checkpoints/lossCurvesFile.ts';
export * from './checkpoints/metricsLog.ts';
export * from './phases/phaseContext.ts';
