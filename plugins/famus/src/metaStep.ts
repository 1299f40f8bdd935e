import type { LossFunction, LossInputs, NamedTensors, Network, WeightNet } from '@ballast/core';
import {
  directionalDerivative,
  forward,
  gradients,
  gradientsAnd,
  mapNamed,
  namedTensor,
  softmaxCrossEntropy,
  tf,
  zipNamed,
} from '@ballast/tensor';
import {
  lossInputs,
  withoutGradient,
  type ClassifierState,
  type Optimizer,
  type TrainAndMetaTensors,
} from '@ballast/training';
import type { Rank, Scalar, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { countLoss, openGates } from './gates.ts';
import type { TopLayers } from './layers.ts';
import { momentDistance } from './moments.ts';
import type { LayerOptions } from './options.ts';

/** A classifier in training with the weight net and the gates that learn beside it. */
export type FamusState = ClassifierState & {
  readonly learned: NamedTensors;
  readonly learnedOptimizer: NamedTensors;
  readonly gates: NamedTensors;
};

export interface FamusSetup {
  readonly network: Network;
  readonly loss: LossFunction;
  readonly lossContext: Omit<LossInputs, 'logits' | 'givenLabels'>;
  readonly weightNet: WeightNet;
  readonly optimizer: Optimizer;
  readonly learningRate: Scalar;
  readonly gradientFactor: Scalar;
  readonly top: TopLayers;
  readonly layerOptions: LayerOptions;
}

export interface FamusGradients {
  /** Of the weight net. */
  readonly learned: NamedTensors;
  /** Of the gates' own parameters. */
  readonly gates: NamedTensors;
  readonly metaLoss: Scalar;
  /** Gates that were open in this step. */
  readonly openCount: Scalar;
}

/**
 * The meta gradient of a virtual step through the last tensors alone (Xu et al. 2021). A tensor of ω̂ that is closed or
 * lies below counts as a constant: its part of v = ∇_ω̂ L_meta is 0 in −αc · ∇_Θ⟨∂L_Θ/∂Z, Ż⟩, with Ż the derivative of
 * the logits along v. The moments of the train gradient add a direction of their own. Call it within `tf.tidy`.
 */
export function famusGradients(
  setup: FamusSetup,
  state: FamusState,
  batch: TrainAndMetaTensors,
  noise: Tensor2D,
): FamusGradients {
  const { top, layerOptions } = setup;
  const train = trainGradients(setup, state, batch);
  const meta = metaGradients(setup, state, batch, train.gradients);
  const gate = gateGradients(setup, state, train.gradients, noise);
  const through = gated(meta.gradients, top, gate.open);
  const direction = mapNamed(through, (value) => tf.neg(tf.mul(value, setup.gradientFactor)));
  const moments = mapNamed(momentDirection(train.gradients, meta.gradients, top), (value) =>
    tf.mul(value, layerOptions.momentWeight),
  );
  const along = { ...direction, ...zipNamed(moments, pick(direction, top.open), tf.add) };
  const tangent = directionalDerivative(setup.network, state, batch.images, 'train', along);
  const learned = gradients((parameters) => {
    const derivative = tf.grad((logits) => weightedLoss(setup, parameters, logits as Tensor2D, batch.givenLabels))(
      train.more.logits,
    );
    return tf.sum<Scalar>(tf.mul(derivative, tangent));
  }, state.learned).gradients;
  return { learned, gates: gate.gradients, metaLoss: meta.value, openCount: tf.sum(gate.open) };
}

/** (1/B) Σ w_i ℓ_i; the weight net sees the losses as constants. */
function weightedLoss(setup: FamusSetup, learned: NamedTensors, logits: Tensor2D, givenLabels: Tensor1D): Scalar {
  const losses = setup.loss.perSample(lossInputs(setup.lossContext, logits, givenLabels));
  const seen = withoutGradient(losses, (values) => values);
  return losses.mul(setup.weightNet.weights(learned, { losses: seen, givenLabels })).mean();
}

function trainGradients(setup: FamusSetup, state: FamusState, batch: TrainAndMetaTensors) {
  return gradientsAnd((parameters) => {
    const { logits } = forward(setup.network, { ...state, parameters }, batch.images, 'train');
    return { value: weightedLoss(setup, state.learned, logits, batch.givenLabels), more: { logits } };
  }, state.parameters);
}

/** Of the mean cross entropy of the meta batch at ω̂, in the top layers alone. */
function metaGradients(setup: FamusSetup, state: FamusState, { meta }: TrainAndMetaTensors, train: NamedTensors) {
  const { optimizer, network, top, learningRate, gradientFactor } = setup;
  const step = { parameters: state.parameters, gradients: train, state: state.optimizer, learningRate, gradientFactor };
  const virtual = optimizer.virtualStep(step).parameters;
  const names = [...top.gated.map(({ name }) => name), ...top.open];
  return gradients(
    (last) => {
      const parameters = { ...virtual, ...last };
      const { logits } = forward(network, { ...state, parameters }, meta.images, 'train');
      return softmaxCrossEntropy(logits, meta.givenLabels).mean();
    },
    pick(virtual, names),
  );
}

function gateGradients({ top, layerOptions }: FamusSetup, state: FamusState, train: NamedTensors, noise: Tensor2D) {
  if (top.gated.length === 0) return { open: tf.zeros<Rank.R1>([0]), gradients: {} };
  const result = gradientsAnd((gates) => {
    const open = openGates(gates, top.gated, train, noise, layerOptions);
    return { value: countLoss(open, layerOptions), more: { open } };
  }, state.gates);
  return { ...result.more, gradients: result.gradients };
}

/** The gradients of the top layers, those of closed tensors 0. */
function gated(all: NamedTensors, { gated: tensors, open }: TopLayers, gates: Tensor1D): NamedTensors {
  const through = tensors.map(({ name }, index) => [name, tf.mul(namedTensor(all, name), gates.slice(index, 1))]);
  return { ...pick(all, open), ...(Object.fromEntries(through) as NamedTensors) };
}

/** The derivative of the moments' distance in the train gradients of the open layers. */
function momentDirection(train: NamedTensors, meta: NamedTensors, { open }: TopLayers): NamedTensors {
  return gradients((moving) => momentDistance(moving, pick(meta, open)), pick(train, open)).gradients;
}

function pick(tensors: NamedTensors, names: readonly string[]): NamedTensors {
  return Object.fromEntries(names.map((name) => [name, namedTensor(tensors, name)]));
}
