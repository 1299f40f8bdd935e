import type { Tensor, Tensor1D, Tensor2D, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import type { BatchNormTrainGradient, BatchNormTrainResult, Kernels } from '../kernels/contract.ts';
import { portableKernels } from '../kernels/portable.ts';
import { tf } from '../tf.ts';
import { attributesFor, type OpAttribute, type TensorFlowBackend } from './binding.ts';
import { keptApart } from './keptApart.ts';

/** TensorFlow's fused ops where it has them, each one call in place of three to ten. */
export function nativeKernels(backend: TensorFlowBackend): Kernels {
  return {
    ...portableKernels,
    ...elementwiseKernels(backend),
    thin: thinnedByBlocks,
    // On a GPU, cuDNN keeps inverse deviations and a workspace of its own where the CPU keeps variances.
    ...(backend.isUsingGpuDevice ? {} : batchNormKernels(backend)),
  };
}

type BatchNormKernels = Pick<Kernels, 'batchNormTrain' | 'batchNormTrainGradient'>;
type ElementwiseKernels = Pick<Kernels, 'reluGradient' | 'softmaxCrossEntropy' | 'softmaxCrossEntropyGradient'>;

function elementwiseKernels(backend: TensorFlowBackend): ElementwiseKernels {
  const attributes = attributesFor(backend);
  const float = attributes.type('T', 'float32');
  const labelType = attributes.type('Tlabels', 'int32');

  /** Per-sample loss [B] and its gradient by the logits [B, K], in one pass. */
  const crossEntropy = (logits: Tensor2D, labels: Tensor1D): [Tensor1D, Tensor2D] =>
    backend.executeMultipleOutputs('SparseSoftmaxCrossEntropyWithLogits', [float, labelType], [logits, labels], 2) as [
      Tensor1D,
      Tensor2D,
    ];

  return {
    reluGradient: (dy, x) => backend.executeSingleOutput('ReluGrad', [float], [dy, x]),
    softmaxCrossEntropy: (logits, labels) => crossEntropy(logits, labels)[0],
    softmaxCrossEntropyGradient: (dy, logits, labels) => crossEntropy(logits, labels)[1].mul(dy.expandDims(1)),
  };
}

function batchNormKernels(backend: TensorFlowBackend): BatchNormKernels {
  const attributes = attributesFor(backend);
  const common = [
    attributes.type('T', 'float32'),
    attributes.type('U', 'float32'),
    attributes.text('data_format', 'NHWC'),
    attributes.flag('is_training', true),
  ];
  const withEpsilon = (epsilon: number): OpAttribute[] => [...common, attributes.float('epsilon', epsilon)];

  return {
    batchNormTrain(x, gamma, beta, epsilon): BatchNormTrainResult {
      // Running statistics are the layer's business: the op is given none, and moves none.
      const none = tf.tensor1d([], 'float32');
      const outputs = backend.executeMultipleOutputs(
        'FusedBatchNormV3',
        [...withEpsilon(epsilon), attributes.float('exponential_avg_factor', 1)],
        [asImages(x), gamma, beta, none, none],
        6,
      );
      // Its batch variance (outputs[2]) is the unbiased one; what it keeps for its gradient is the biased one.
      const [output, , , mean, variance] = outputs as [Tensor, Tensor, Tensor, Tensor1D, Tensor1D];
      const images = canHaveRelu(x) ? output : keptApart(backend, output as Tensor4D);
      return { output: likeInput(images, x), mean, variance };
    },

    batchNormTrainGradient(dy, x, gamma, { mean, variance }, epsilon): BatchNormTrainGradient {
      const workspace = tf.tensor1d([], 'float32'); // of cuDNN; the CPU has none
      const outputs = backend.executeMultipleOutputs(
        'FusedBatchNormGradV3',
        withEpsilon(epsilon),
        [asImages(dy), asImages(x), gamma, mean, variance, workspace],
        5,
      );
      const [gradient, scaleGradient, offsetGradient] = outputs as [Tensor, Tensor1D, Tensor1D];
      return { x: likeInput(gradient, x), gamma: scaleGradient, beta: offsetGradient };
    },
  };
}

/** A slice of blocks of stride × stride pixels, where they fit: a strided slice copies pixel by pixel, nine times as slow. */
const thinnedByBlocks: Kernels['thin'] = (x, thinning) => {
  const { stride, before, after } = thinning;
  const [batch, height, width, channels] = x.shape;
  if (stride === 1 || height % stride > 0 || width % stride > 0) return portableKernels.thin(x, thinning);
  const rows = batch * (height / stride);
  const columns = width / stride;
  const blocks = x.reshape<Tensor3D>([rows, stride * columns, stride * channels]);
  const kept = tf.slice3d(blocks, [0, 0, 0], [rows, columns, channels]);
  const images = kept.reshape<Tensor4D>([batch, height / stride, columns, channels]);
  return portableKernels.thin(images, { stride: 1, before, after });
};

/**
 * TensorFlow's optimizer makes one op of batch norm and the ReLU after it. Where the channels do not fill vectors of
 * AVX2, oneDNN has another implementation for that.
 */
function canHaveRelu(x: Tensor): boolean {
  return x.rank !== 4 || (x.shape[3] as number) % 8 === 0;
}

/** The fused op takes four axes; batch norm treats all but the last alike. */
function asImages(x: Tensor): Tensor4D {
  if (x.rank === 4) return x as Tensor4D;
  const channels = x.shape[x.rank - 1] as number;
  return x.reshape([-1, 1, 1, channels]);
}

function likeInput(images: Tensor, x: Tensor): Tensor {
  return x.rank === 4 ? images : images.reshapeAs(x);
}
