import {
  definePlugin,
  inject,
  injectable,
  PluginOptions,
  type Model,
  type ModelTask,
  type Network,
  type Random,
  type Stage,
} from '@ballast/core';
import { cosineDense, dense, flatten, tf } from '@ballast/tensor';
import type { Tensor } from '@tensorflow/tfjs-core';
import { z } from 'zod';

const Options = z.strictObject({
  hidden: z.int().positive().default(64).describe('Units of the hidden layer.'),
});

/** One hidden layer with ReLU on the flattened image: replace it by your network. */
@injectable()
class TemplateName implements Model {
  constructor(@inject(PluginOptions) private readonly options: z.infer<typeof Options>) {}

  build({ imageShape, classCount, head }: ModelTask): Network {
    const { hidden } = this.options;
    const pixels = imageShape.height * imageShape.width * imageShape.channels;
    const body: Stage = {
      name: 'body',
      initialize: (random) => ({
        parameters: { kernel: drawKernel(pixels, hidden, random), bias: tf.zeros([hidden]) },
        buffers: {},
      }),
      apply: (scope, images) => tf.relu(dense(flatten(images), scope.parameter('kernel'), scope.parameter('bias'))),
    };
    // A loss such as LDAM asks for a cosine head: no bias, features and columns of length 1.
    const linear: Stage = {
      name: 'head',
      initialize: (random) => ({
        parameters: { kernel: drawKernel(hidden, classCount, random), bias: tf.zeros([classCount]) },
        buffers: {},
      }),
      apply: (scope, features) => dense(features, scope.parameter('kernel'), scope.parameter('bias')),
    };
    const cosine: Stage = {
      name: 'head',
      initialize: (random) => ({ parameters: { kernel: drawKernel(hidden, classCount, random) }, buffers: {} }),
      apply: (scope, features) => cosineDense(features, scope.parameter('kernel')),
    };
    return { stages: [body, head === 'cosine' ? cosine : linear] };
  }
}

/** [inputs, outputs], normal with variance 2 / inputs (He et al. 2015); all randomness from the stream. */
function drawKernel(inputs: number, outputs: number, random: Random): Tensor {
  const deviation = Math.sqrt(2 / inputs);
  const values = Float32Array.from({ length: inputs * outputs }, () => deviation * random.normal());
  return tf.tensor(values, [inputs, outputs]);
}

export default definePlugin({
  kind: 'model',
  id: 'template-name',
  docs: { summary: 'One sentence that says what it does.', paper: 'Authors year, Title' },
  options: Options,
  use: TemplateName,
});
