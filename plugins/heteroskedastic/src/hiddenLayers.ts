import { UserError, type NamedTensors, type Network, type Stage, type StageScope } from '@ballast/core';
import { forward, networkLayout, tf } from '@ballast/tensor';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { PenaltyOptions } from './options.ts';

type Layers = PenaltyOptions['hiddenLayers'];

/** What a hidden layer gives to the next one, from what it computed. */
type Watch = (name: string, value: Tensor) => Tensor;

/** The same network, with every hidden layer's value passing through `watch`. */
export function watched({ stages }: Network, layers: Layers, watch: Watch): Network {
  const last = stages.length - 1;
  return {
    stages: stages.map((stage, index): Stage => {
      const initialize = stage.initialize.bind(stage);
      const { name } = stage;
      if (index === last) return stage;
      if (layers === 'stages') {
        return { name, initialize, apply: (scope, input) => watch(name, stage.apply(scope, input)) };
      }
      // The stem's batch norm is not looked at, as in the authors' code.
      if (index === 0) return stage;
      const hidden: Watch = (layer, value) => watch(`${name}.${layer}`, value);
      return { name, initialize, apply: (scope, input) => stage.apply(looking(scope, hidden), input) };
    }),
  };
}

/** Shapes of the hidden layers by name, for inputs like these. */
export function hiddenShapes(
  network: Network,
  layers: Layers,
  state: { readonly parameters: NamedTensors; readonly buffers: NamedTensors },
  inputs: Tensor,
): Record<string, number[]> {
  const shapes: Record<string, number[]> = {};
  const noting = watched(network, layers, (name, value) => {
    shapes[name] = value.shape;
    return value;
  });
  tf.tidy(() => {
    forward(noting, state, inputs, 'train');
  });
  return shapes;
}

/** @throws UserError for a network without batch norm where that is what is looked at. */
export function checkHiddenLayers(network: Network, layers: Layers): void {
  if (layers === 'stages') return;
  const inner = network.stages.slice(1, -1);
  if (Object.keys(networkLayout({ stages: inner }).buffers).length > 0) return;
  throw new UserError({
    what: 'HAR measures gradients at the batch norms of the inner stages, and this network has none.',
    where: 'hiddenLayers',
    fix: 'Use `hiddenLayers: stages`, or a model with batch norm, e.g. `resnet`.',
  });
}

function looking(scope: StageScope, hidden: Watch): StageScope {
  return {
    mode: scope.mode,
    parameter: (name) => scope.parameter(name),
    buffer: (name) => scope.buffer(name),
    updateBuffer: (name, value) => {
      scope.updateBuffer(name, value);
    },
    hidden,
  };
}
