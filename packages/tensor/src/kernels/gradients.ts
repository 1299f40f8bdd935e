import type { GradConfig, NamedAttrMap, Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { softmax } from '../functions/softmax.ts';
import { tf } from '../tf.ts';
import { secondOrderBatchNorm } from './batchNormSecondOrder.ts';
import { KernelNames } from './names.ts';
import {
  batchNormTrainGradient,
  reluGradient,
  runThinning,
  softmaxCrossEntropyGradient,
  type ThinningAttributes,
} from './operations.ts';

/**
 * tfjs differentiates a gradient only where the first one was computed from saved *inputs*: a saved output
 * has lost its history. So every gradient below saves inputs (saved outputs serve speed alone: what is
 * differentiated once more goes through the inputs).
 */
export function registerGradients(): void {
  for (const gradient of gradients) tf.registerGradient(gradient);
}

const gradients: readonly GradConfig[] = [
  {
    kernelName: KernelNames.dense,
    inputsToSave: ['x', 'kernel'],
    gradFunc: (dy, [x, kernel]) => ({
      x: () => tf.matMul(dy as Tensor2D, kernel as Tensor2D, false, true),
      kernel: () => tf.matMul(x as Tensor2D, dy as Tensor2D, true, false),
      bias: () => tf.sum(dy as Tensor2D, 0),
    }),
  },
  {
    kernelName: KernelNames.batchNormTrain,
    inputsToSave: ['x', 'gamma'],
    outputsToSave: [false, true, true],
    gradFunc: (dys, [x, gamma, mean, variance], attributes) => {
      const [dy] = dys as Tensor[];
      const statistics = { mean: mean as Tensor1D, variance: variance as Tensor1D };
      const gradient = batchNormTrainGradient(
        dy as Tensor,
        x as Tensor,
        gamma as Tensor1D,
        statistics,
        epsilonOf(attributes),
      );
      return { x: () => gradient.x, gamma: () => gradient.gamma, beta: () => gradient.beta };
    },
  },
  {
    kernelName: KernelNames.batchNormTrainGradient,
    inputsToSave: ['dy', 'x', 'gamma'],
    gradFunc: (cotangents, [dy, x, gamma], attributes) => {
      const second = secondOrderBatchNorm(
        cotangents as [Tensor, Tensor, Tensor],
        dy as Tensor,
        x as Tensor,
        gamma as Tensor1D,
        epsilonOf(attributes),
      );
      return { dy: () => second.dy, x: () => second.x, gamma: () => second.gamma };
    },
  },
  {
    // In place of tfjs's own, which takes three ops. The output is positive where the input is, and nobody else needs
    // the input: TensorFlow computes in its place, or together with the batch norm before.
    kernelName: 'Relu',
    outputsToSave: [true],
    gradFunc: (dy, [y]) => ({ x: () => reluGradient(dy as Tensor, y as Tensor) }),
  },
  {
    kernelName: KernelNames.reluGradient,
    inputsToSave: ['x'],
    gradFunc: (cotangent, [x]) => ({
      dy: () => reluGradient(cotangent as Tensor, x as Tensor),
      x: () => tf.zerosLike(x as Tensor),
    }),
  },
  {
    kernelName: KernelNames.thin,
    gradFunc: (dy, _, attributes) => ({
      x: () => runThinning(KernelNames.spread, { y: dy as Tensor4D }, attributes as unknown as ThinningAttributes),
    }),
  },
  {
    kernelName: KernelNames.spread,
    gradFunc: (dy, _, attributes) => ({
      y: () => runThinning(KernelNames.thin, { x: dy as Tensor4D }, attributes as unknown as ThinningAttributes),
    }),
  },
  {
    kernelName: KernelNames.softmaxCrossEntropy,
    inputsToSave: ['logits', 'labels'],
    gradFunc: (dy, [logits, labels]) => ({
      logits: () => softmaxCrossEntropyGradient(dy as Tensor1D, logits as Tensor2D, labels as Tensor1D),
    }),
  },
  {
    kernelName: KernelNames.softmaxCrossEntropyGradient,
    inputsToSave: ['dy', 'logits', 'labels'],
    gradFunc: (cotangents, [dy, logits, labels]) => {
      const cotangent = cotangents as Tensor2D; // [B, K]
      const probabilities = () => softmax(logits as Tensor2D);
      return {
        dy: () => {
          const residual = probabilities().sub(tf.oneHot(labels as Tensor1D, cotangent.shape[1]));
          return residual.mul(cotangent).sum(1);
        },
        // The Jacobian of the softmax, diag(p) − ppᵀ, times the cotangent.
        logits: () => {
          const p = probabilities();
          const centred = cotangent.sub(p.mul(cotangent).sum(1, true));
          return p.mul(centred).mul((dy as Tensor1D).expandDims(1));
        },
      };
    },
  },
];

function epsilonOf(attributes: NamedAttrMap): number {
  return attributes['epsilon'] as number;
}
