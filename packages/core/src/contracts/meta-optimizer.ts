import type { Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { NamedTensors, Network } from './model.ts';

/** θ̂ = θ − gradientFactor · ∇_θ L + terms free of φ. */
export interface VirtualStep {
  readonly parameters: NamedTensors;
  /** αc: learning rate × (1, or 1 + momentum with Nesterov). */
  readonly gradientFactor: number | Scalar;
}

/** One iteration's question: how should the learned parameters φ change so that one step of θ does better on the meta batch? */
export interface MetaProblem {
  readonly network: Network;
  /** θ, named `stage.parameter`. */
  readonly parameters: NamedTensors;
  readonly buffers: NamedTensors;
  /** What the network's first stage takes: images [B, H, W, C], or features when stages are skipped. */
  readonly trainInputs: Tensor;
  readonly metaInputs: Tensor;
  /** [M] int32, trusted. */
  readonly metaLabels: Tensor1D;
  /** φ of the weight net or learned loss. */
  readonly learned: NamedTensors;
  /**
   * The training loss as a function of φ and the batch's logits [B, K]; φ reaches θ through it alone.
   * Whatever feeds φ's networks is a constant inside.
   */
  trainLoss(learned: NamedTensors, logits: Tensor2D): Scalar;
  /** Mean loss of the meta batch. */
  metaLoss(logits: Tensor2D, labels: Tensor1D): Scalar;
  /** A step of the inner optimizer that is thrown away afterwards; its buffers stay as they are. */
  virtualStep(parameters: NamedTensors, gradients: NamedTensors): VirtualStep;
}

export interface MetaGradient {
  /** ∇_φ L_meta(θ̂(φ)), named and shaped as `learned`; the caller disposes. */
  readonly gradients: NamedTensors;
  /** L_meta(θ̂(φ)) */
  readonly metaLoss: Scalar;
}

/** The meta gradient of one virtual step. */
export interface MetaOptimizer {
  /** @throws UserError when the network does not allow it, e.g. fewer stages than are skipped. */
  metaGradient(problem: MetaProblem): MetaGradient;
  /** Called once before training, so that a mistake is known before anything is computed. */
  check?(network: Network): void;
}
