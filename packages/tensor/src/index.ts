export { tf } from './tf.ts';
export { backendName, initializeBackend, type BackendDescription, type BackendName } from './backend/initialize.ts';
export { compile, recordedForms, releaseCompiledSteps, type Step } from './compile/compile.ts';
export type { TensorTree } from './compile/tree.ts';
export { diagnose, type Diagnosis, type MissingRequirement } from './native/diagnose.ts';
export { forwardMode, type ValuesAndTangents } from './forwardMode/forwardMode.ts';
export { gradients, gradientsAnd, type ValueAndGradients } from './functions/gradients.ts';
export { exp, logSoftmax, sigmoid, softmax, tanh } from './functions/softmax.ts';
export { untied } from './functions/untied.ts';
export { withoutGradient } from './functions/withoutGradient.ts';
export { softmaxCrossEntropy } from './kernels/operations.ts';
export type { ConvolutionGeometry } from './kernels/convolution.ts';
export { batchNorm } from './layers/batchNorm.ts';
export { cosineDense } from './layers/cosineDense.ts';
export { dropout, dropoutState } from './layers/dropout.ts';
export { conv2d, dense, flatten, globalAveragePool, identityShortcut } from './layers/linear.ts';
export { disposeNamed, keepNamed, mapNamed, namedTensor, zipNamed } from './named.ts';
export { features } from './network/features.ts';
export {
  directionalDerivative,
  forward,
  initializeNetwork,
  sliceStages,
  type ForwardResult,
} from './network/network.ts';
export { networkLayout, type Layout, type NetworkLayout } from './network/networkLayout.ts';
export { savedModelOf, type ImageFunction } from './savedModel/savedModelOf.ts';
