import type { KernelFunc } from '@tensorflow/tfjs-core';
import { tf } from '../tf.ts';
import { attributesFor, type OpAttribute, type TensorFlowBackend } from './binding.ts';
import type { ConvolutionAttributes, FilterKernel, InputKernel, Shape4D } from '../kernels/convolutionKernels.ts';

/** tfjs-node refuses explicit padding in a convolution's gradients; TensorFlow's ops take it. */
export function registerNativeConvolution(backend: TensorFlowBackend): void {
  const filterGradient: FilterKernel = ({ inputs: { x, dy }, attrs: { filterShape, ...geometry } }) =>
    tf.tidy(() => {
      const attributes = convolutionAttributes(backend, x.shape, filterShape, geometry);
      const sizes = tf.tensor1d(filterShape, 'int32');
      return backend.executeSingleOutput('Conv2DBackpropFilter', attributes, [x, sizes, dy]);
    });
  const inputGradient: InputKernel = ({ inputs: { dy, filter }, attrs: { inputShape, ...geometry } }) =>
    tf.tidy(() => {
      const attributes = convolutionAttributes(backend, inputShape, filter.shape, geometry);
      const sizes = tf.tensor1d(inputShape, 'int32');
      return backend.executeSingleOutput('Conv2DBackpropInput', attributes, [sizes, filter, dy]);
    });
  replace('Conv2DBackpropFilter', filterGradient);
  replace('Conv2DBackpropInput', inputGradient);
}

function replace(kernelName: string, kernel: FilterKernel | InputKernel): void {
  tf.unregisterKernel(kernelName, 'tensorflow');
  tf.registerKernel({ kernelName, backendName: 'tensorflow', kernelFunc: kernel as unknown as KernelFunc });
}

function convolutionAttributes(
  backend: TensorFlowBackend,
  inputShape: Shape4D,
  filterShape: Shape4D,
  { strides, pad, dimRoundingMode }: ConvolutionAttributes,
): OpAttribute[] {
  const attributes = attributesFor(backend);
  const { padInfo, strideHeight, strideWidth } = tf.backend_util.computeConv2DInfo(
    inputShape,
    filterShape,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  const explicit = padInfo.type === 'SAME' || padInfo.type === 'VALID' ? [] : explicitPaddings(padInfo);
  return [
    attributes.type('T', 'float32'),
    attributes.integers('strides', [1, strideHeight, strideWidth, 1]),
    attributes.text('padding', explicit.length === 0 ? padInfo.type : 'EXPLICIT'),
    attributes.integers('explicit_paddings', explicit),
    attributes.text('data_format', 'NHWC'),
    attributes.integers('dilations', [1, 1, 1, 1]),
    attributes.flag('use_cudnn_on_gpu', true),
  ];
}

/** Before and after, axis by axis of [B, H, W, C]. */
function explicitPaddings(padding: { top: number; bottom: number; left: number; right: number }): number[] {
  return [0, 0, padding.top, padding.bottom, padding.left, padding.right, 0, 0];
}
