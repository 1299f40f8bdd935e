import type { NamedTensors, Network, NetworkState, Stage, StageScope } from '@ballast/core';
import { initializeNetwork, softmax, tf } from '@ballast/tensor';
import { packGroups, unpackGroups, type ClassifierState } from '@ballast/training';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { DivideMixOptions } from './options.ts';

/** Two networks that learn from each other. */
export type NetworkPair = readonly [ClassifierState, ClassifierState];

export function packPair([first, second]: NetworkPair): NamedTensors {
  return packGroups({ first: packGroups(first), second: packGroups(second) });
}

export function unpackPair(tensors: NamedTensors): NetworkPair {
  const { first, second } = unpackGroups(tensors, ['first', 'second']);
  return [unpackState(first), unpackState(second)];
}

function unpackState(tensors: NamedTensors): ClassifierState {
  return unpackGroups(tensors, ['parameters', 'buffers', 'optimizer']);
}

const together = 'both networks';
const members = ['first', 'second'] as const;

/** The sum of both as one network of one stage, for evaluation: in inference mode whatever it is asked for. */
export function pairNetwork(network: Network, ensemble: DivideMixOptions['ensemble']): Network {
  const stage: Stage = {
    name: together,
    initialize: (random) => {
      const [first, second] = members.map((member) => initializeNetwork(network, random.split(member)));
      return joined(first as NetworkState, second as NetworkState);
    },
    apply: (scope, images) => {
      const [one, other] = members.map((member) => logitsOf(network, member, scope, images)) as [Tensor2D, Tensor2D];
      if (ensemble === 'logits') return tf.add(one, other);
      return tf.log(tf.div(tf.add(softmax(one), softmax(other)), 2));
    },
  };
  return { stages: [stage] };
}

/** A pair's state as that of its one network. */
export function pairState([first, second]: NetworkPair): NetworkState {
  const { parameters, buffers } = joined(first, second);
  return { parameters: renamed(`${together}.`, parameters), buffers: renamed(`${together}.`, buffers) };
}

function joined(first: NetworkState, second: NetworkState): NetworkState {
  return {
    parameters: { ...renamed('first.', first.parameters), ...renamed('second.', second.parameters) },
    buffers: { ...renamed('first.', first.buffers), ...renamed('second.', second.buffers) },
  };
}

function renamed(prefix: string, tensors: NamedTensors): NamedTensors {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [prefix + name, tensor]));
}

function logitsOf({ stages }: Network, member: string, scope: StageScope, images: Tensor): Tensor2D {
  return stages.reduce(
    (features, stage) => stage.apply(within(scope, `${member}.${stage.name}.`), features),
    images,
  ) as Tensor2D;
}

/** What a stage sees whose names begin with the prefix in the scope around it. */
function within(scope: StageScope, prefix: string): StageScope {
  return {
    mode: 'inference',
    parameter: (name) => scope.parameter(prefix + name),
    buffer: (name) => scope.buffer(prefix + name),
    updateBuffer: () => undefined,
  };
}
