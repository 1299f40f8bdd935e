import type { Mode, NamedTensors, Network, NetworkState, Random } from '@ballast/core';
import { UserError } from '@ballast/core';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { forwardMode } from '../forwardMode/forwardMode.ts';
import { namedTensor } from '../named.ts';
import { tf } from '../tf.ts';
import { NetworkScope } from './scope.ts';

/** Parameters and buffers of all stages, named `stage.name`; each stage draws from a stream of its own. */
export function initializeNetwork(network: Network, random: Random): NetworkState {
  const parameters: Record<string, Tensor> = {};
  const buffers: Record<string, Tensor> = {};
  for (const stage of network.stages) {
    const own = stage.initialize(random.split(stage.name));
    for (const name in own.parameters) parameters[`${stage.name}.${name}`] = own.parameters[name] as Tensor;
    for (const name in own.buffers) buffers[`${stage.name}.${name}`] = own.buffers[name] as Tensor;
  }
  return { parameters, buffers };
}

export interface ForwardResult {
  /** [B, K] from the last stage of a whole network; a slice gives its last stage's features. */
  readonly logits: Tensor2D;
  /** The next values. Mode `train`: new tensors where a stage moved them; `inference`: the given ones. */
  readonly buffers: NamedTensors;
}

/** The network's value. `inputs`: what its first stage takes, e.g. images [B, H, W, C]. */
export function forward(network: Network, state: NetworkState, inputs: Tensor, mode: Mode): ForwardResult {
  return tf.tidy(() => {
    const buffers: Record<string, Tensor> = { ...state.buffers };
    const output = network.stages.reduce(
      (features, stage) => stage.apply(new NetworkScope(mode, stage.name, state, buffers), features),
      inputs,
    );
    return { logits: output as Tensor2D, buffers };
  });
}

/**
 * d/dε of the logits at parameters + ε·tangents: [B, K], by forward mode, exact. Parameters without a
 * tangent stay; zero for no tangents at all. Buffers stay as they are in both modes.
 */
export function directionalDerivative(
  network: Network,
  state: NetworkState,
  inputs: Tensor,
  mode: Mode,
  tangents: NamedTensors,
): Tensor2D {
  return tf.tidy(() => {
    const logitsAt = (parameters: NamedTensors): NamedTensors => ({
      logits: forward(network, { ...state, parameters }, inputs, mode).logits,
    });
    const { values, tangents: derivatives } = forwardMode(logitsAt, state.parameters, tangents);
    return (derivatives['logits'] ?? tf.zerosLike(namedTensor(values, 'logits'))) as Tensor2D;
  });
}

/** Stages from … to − 1 as a network, e.g. those that SLMO skips and those that it keeps. @throws UserError */
export function sliceStages(network: Network, from: number, to: number = network.stages.length): Network {
  const count = network.stages.length;
  if (from < 0 || to > count || from > to) {
    throw new UserError({
      what: `stages ${String(from)} to ${String(to)} were asked for, but the network has ${String(count)}.`,
      meant: `Its stages are ${network.stages.map((stage) => stage.name).join(', ')}.`,
    });
  }
  return { stages: network.stages.slice(from, to) };
}
