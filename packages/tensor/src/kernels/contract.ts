import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';

/** Everything over the batch and the pixels, one number a channel. */
export interface BatchNormTrainResult {
  /** As x. */
  readonly output: Tensor;
  /** [C] */
  readonly mean: Tensor1D;
  /** [C], biased: divided by the count. */
  readonly variance: Tensor1D;
}

export interface BatchNormTrainGradient {
  /** As x; the statistics' dependence on x is part of it. */
  readonly x: Tensor;
  /** [C] */
  readonly gamma: Tensor1D;
  /** [C] */
  readonly beta: Tensor1D;
}

/**
 * What the layers compute in one call of the backend. An implementation computes values and knows
 * nothing of gradients: those are registered once for all backends, in terms of these same kernels.
 * The last axis of x is its channels.
 */
export interface Kernels {
  /** x·kernel + bias: [B, in], [in, out], [out] → [B, out]. */
  dense(x: Tensor2D, kernel: Tensor2D, bias: Tensor1D): Tensor2D;
  batchNormTrain(x: Tensor, gamma: Tensor1D, beta: Tensor1D, epsilon: number): BatchNormTrainResult;
  batchNormTrainGradient(
    dy: Tensor,
    x: Tensor,
    gamma: Tensor1D,
    /** [C] of x, as the forward pass gave them. */
    statistics: { readonly mean: Tensor1D; readonly variance: Tensor1D },
    epsilon: number,
  ): BatchNormTrainGradient;
  /** dy where x > 0, else 0. */
  reluGradient(dy: Tensor, x: Tensor): Tensor;
  /** [B] from logits [B, K], labels [B] int32. */
  softmaxCrossEntropy(logits: Tensor2D, labels: Tensor1D): Tensor1D;
  /** [B, K]: dy · (softmax(logits) − onehot(labels)), dy [B]. */
  softmaxCrossEntropyGradient(dy: Tensor1D, logits: Tensor2D, labels: Tensor1D): Tensor2D;
  /** running + fraction · (correction · batch − running). */
  movingAverage(running: Tensor, batch: Tensor, fraction: number, correction: number): Tensor;
  /** Every stride-th pixel, with channels of zeros around its own: [B, H, W, C] → [B, ⌈H/s⌉, ⌈W/s⌉, before + C + after]. */
  thin(x: Tensor4D, thinning: Thinning): Tensor4D;
  /** The adjoint of `thin`: ⟨thin(x), y⟩ = ⟨x, spread(y)⟩ for x [B, height, width, C]. */
  spread(y: Tensor4D, thinning: Thinning, size: readonly [height: number, width: number]): Tensor4D;
}

export interface Thinning {
  readonly stride: number;
  /** Channels of zeros before and after the own ones. */
  readonly before: number;
  readonly after: number;
}
