import { definePlugin, inject, injectable, PluginOptions } from '@ballast/core';
import type { HeadKind, Model, ModelTask, Network, Stage } from '@ballast/core';
import { dense, flatten, tf } from '@ballast/tensor';
import { z } from 'zod';
import { chooseHead, classifier, headOption, type ClassifierSize } from './parts/head.ts';
import { kaimingNormal } from './parts/initialization.ts';

const Options = z.strictObject({
  hidden: z
    .array(z.int().positive())
    .default([64, 64])
    .describe('Units of each hidden layer; every layer is a stage that SLMO can skip.'),
  head: headOption,
});

/** Dense layers with ReLU between them, on the flattened image; He initialisation, no batch norm. */
@injectable()
class MultilayerPerceptron implements Model {
  constructor(@inject(PluginOptions) private readonly options: z.infer<typeof Options>) {}

  build({ imageShape, classCount, head }: ModelTask): Network {
    const sizes = [imageShape.height * imageShape.width * imageShape.channels, ...this.options.hidden];
    const hidden = this.options.hidden.map((units, index) =>
      hiddenStage(`layer${String(index + 1)}`, sizes[index] as number, units),
    );
    const size = { features: sizes.at(-1) as number, classes: classCount };
    return { stages: [...hidden, headStage(chooseHead(this.options.head, head), size)] };
  }
}

function hiddenStage(name: string, inputs: number, units: number): Stage {
  return {
    name,
    initialize: (random) => ({
      parameters: {
        kernel: kaimingNormal(random.split('kernel'), [inputs, units]),
        bias: tf.zeros([units]),
      },
      buffers: {},
    }),
    apply: (scope, input) => tf.relu(dense(flatten(input), scope.parameter('kernel'), scope.parameter('bias'))),
  };
}

function headStage(kind: HeadKind, size: ClassifierSize): Stage {
  const layer = classifier(kind, size, 'zero');
  return {
    name: 'head',
    initialize: (random) => layer.initialize(random),
    apply: (scope, input) => layer.apply(scope, flatten(input)),
  };
}

export const mlp = definePlugin({
  kind: 'model',
  id: 'mlp',
  docs: { summary: 'Multilayer perceptron on the flattened image.' },
  options: Options,
  use: MultilayerPerceptron,
});
