/** Names in tfjs's kernel registry. */
export const KernelNames = {
  dense: 'BallastDense',
  batchNormTrain: 'BallastBatchNormTrain',
  batchNormTrainGradient: 'BallastBatchNormTrainGradient',
  reluGradient: 'BallastReluGradient',
  softmaxCrossEntropy: 'BallastSoftmaxCrossEntropy',
  softmaxCrossEntropyGradient: 'BallastSoftmaxCrossEntropyGradient',
  movingAverage: 'BallastMovingAverage',
  thin: 'BallastThin',
  spread: 'BallastSpread',
} as const;
