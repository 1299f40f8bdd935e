import type { NamedTensors, Network, NetworkState, Stage, StageScope } from '@ballast/core';
import { tf } from '@ballast/tensor';
import type { Tensor } from '@tensorflow/tfjs-core';

const members = ['first', 'second'] as const;

type Member = (typeof members)[number];

/**
 * Two networks of one kind side by side: images [B, …] give the logits of the first, then those of the second,
 * [2B, K]. They share nothing; the first one begins as the network alone would.
 */
export function networkPair({ stages }: Network): Network {
  return { stages: stages.map((stage, index) => stagePair(stage, index === 0)) };
}

/** What belongs to the first network of a pair, under the names that it has alone; the same tensors. */
export function firstOfPair({ stages }: Network, { parameters, buffers }: NetworkState): NetworkState {
  const own = (tensors: NamedTensors): NamedTensors =>
    Object.fromEntries(
      stages.flatMap(({ name }) => {
        const prefix = `${name}.first.`;
        return Object.entries(tensors)
          .filter(([path]) => path.startsWith(prefix))
          .map(([path, tensor]) => [`${name}.${path.slice(prefix.length)}`, tensor]);
      }),
    );
  return { parameters: own(parameters), buffers: own(buffers) };
}

function stagePair(stage: Stage, takesImages: boolean): Stage {
  return {
    name: stage.name,
    initialize: (random) => {
      const first = stage.initialize(random);
      const second = stage.initialize(random.split('second network'));
      return {
        parameters: joined(first.parameters, second.parameters),
        buffers: joined(first.buffers, second.buffers),
      };
    },
    apply: (scope, input) => {
      const inputs = takesImages ? [input, input] : tf.split(input, 2);
      return tf.concat(members.map((member, index) => stage.apply(scopeOf(scope, member), inputs[index] as Tensor)));
    },
  };
}

function joined(first: NamedTensors, second: NamedTensors): NamedTensors {
  const named = (member: Member, tensors: NamedTensors) =>
    Object.entries(tensors).map(([name, tensor]) => [`${member}.${name}`, tensor] as const);
  return Object.fromEntries([...named('first', first), ...named('second', second)]);
}

function scopeOf(scope: StageScope, member: Member): StageScope {
  const { hidden } = scope;
  return {
    mode: scope.mode,
    parameter: (name) => scope.parameter(`${member}.${name}`),
    buffer: (name) => scope.buffer(`${member}.${name}`),
    updateBuffer: (name, value) => {
      scope.updateBuffer(`${member}.${name}`, value);
    },
    hidden: hidden && ((name, normalised) => hidden(`${member}.${name}`, normalised)),
  };
}
