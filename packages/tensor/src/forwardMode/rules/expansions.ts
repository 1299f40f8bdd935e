import type { NamedAttrMap, NamedTensorMap, Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { tf } from '../../tf.ts';

/** The same value by smaller kernels that have rules. */
type Expansion = (inputs: NamedTensorMap, attributes: NamedAttrMap) => Tensor;

/** Kernels that put several in one: with a tangent among their inputs, the several run in their place. */
export const expansions: Readonly<Record<string, Expansion>> = {
  FusedBatchNorm: ({ x, mean, variance, offset, scale }, { varianceEpsilon }) => {
    const inverse = tf.rsqrt(tf.add(variance as Tensor, varianceEpsilon as number));
    const factor = scale ? tf.mul(inverse, scale) : inverse;
    const normalised = tf.mul(tf.sub(x as Tensor, mean as Tensor), factor);
    return offset ? tf.add(normalised, offset) : normalised;
  },
  FusedConv2D: (inputs, attributes) => finished(convolution('Conv2D', inputs, attributes), inputs, attributes),
  FusedDepthwiseConv2D: (inputs, attributes) =>
    finished(convolution('DepthwiseConv2dNative', inputs, attributes), inputs, attributes),
  _FusedMatMul: (inputs, attributes) => {
    const { transposeA, transposeB } = attributes;
    const product = tf.matMul(
      inputs['a'] as Tensor,
      inputs['b'] as Tensor,
      transposeA as boolean,
      transposeB as boolean,
    );
    return finished(product, inputs, attributes);
  },
};

function convolution(kernel: string, { x, filter }: NamedTensorMap, attributes: NamedAttrMap): Tensor {
  return tf.engine().runKernel<Tensor4D>(kernel, { x, filter } as NamedTensorMap, attributes);
}

/** With bias and activation. */
function finished(
  result: Tensor,
  { bias, preluActivationWeights }: NamedTensorMap,
  { activation, leakyreluAlpha }: NamedAttrMap,
): Tensor {
  const shifted = bias ? tf.add(result, bias) : result;
  switch (activation) {
    case 'relu':
      return tf.relu(shifted);
    case 'relu6':
      return tf.relu6(shifted);
    case 'elu':
      return tf.elu(shifted);
    case 'sigmoid':
      return tf.sigmoid(shifted);
    case 'leakyrelu':
      return tf.leakyRelu(shifted, leakyreluAlpha as number);
    case 'prelu':
      return tf.prelu(shifted, preluActivationWeights as Tensor);
    default:
      return shifted;
  }
}
