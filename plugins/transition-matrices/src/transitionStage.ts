import type { NamedArray, Network, NetworkState, Stage, StageScope } from '@ballast/core';
import { softmax, tf } from '@ballast/tensor';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';

/** Probabilities are kept this far from 0, so that their logarithms stay finite. */
const smallest = 1e-8;

/** ln(p · T): the log probabilities of the given labels from logits [B, K] and T [K, K], T_ij = P(ỹ = j | y = i). */
export function givenLogProbabilities(logits: Tensor2D, transition: Tensor2D): Tensor2D {
  return tf.log(tf.maximum(tf.matMul(softmax(logits), transition), smallest));
}

/** The transition matrix as one more stage: what cross entropy then trains is forward correction. */
export interface TransitionStage {
  readonly stage: Stage;
  /** The stage's own tensors, as the network names them, from the matrix that training begins with. */
  initialState(): NetworkState;
}

const name = 'transition';

/** T stays as it is (Patrini et al. 2017, eq. 8). */
export function fixedTransition(transition: NamedArray): TransitionStage {
  return transitionStage({ parameters: {}, buffers: { matrix: transition } }, (scope) => scope.buffer('matrix'));
}

/** T is the softmax of rows W that training moves, from W = ln(T + 1e-8) on (Goldberger and Ben-Reuven 2017). */
export function learnedTransition(transition: NamedArray): TransitionStage {
  const rows = { ...transition, data: Float32Array.from(transition.data, (value) => Math.log(value + smallest)) };
  return transitionStage({ parameters: { rows }, buffers: {} }, (scope) => softmax(scope.parameter('rows')));
}

/** The network with the stage behind its last one. */
export function withTransition({ stages }: Network, { stage }: TransitionStage): Network {
  return { stages: [...stages, stage] };
}

type Arrays = Readonly<Record<string, NamedArray>>;

function transitionStage(
  arrays: { readonly parameters: Arrays; readonly buffers: Arrays },
  matrixOf: (scope: StageScope) => Tensor,
): TransitionStage {
  return {
    stage: {
      name,
      initialize: () => ({ parameters: tensors(arrays.parameters), buffers: tensors(arrays.buffers) }),
      apply: (scope, logits) => givenLogProbabilities(logits as Tensor2D, matrixOf(scope) as Tensor2D),
    },
    initialState: () => ({ parameters: tensors(arrays.parameters, name), buffers: tensors(arrays.buffers, name) }),
  };
}

function tensors(arrays: Arrays, stage?: string): Record<string, Tensor> {
  return Object.fromEntries(
    Object.entries(arrays).map(([own, { shape, data }]) => [
      stage === undefined ? own : `${stage}.${own}`,
      tf.tensor(data, [...shape]),
    ]),
  );
}
