import {
  definePlugin,
  inject,
  injectable,
  PluginOptions,
  type NamedTensors,
  type Random,
  type WeightFeatures,
  type WeightNet,
  type WeightNetTask,
} from '@ballast/core';
import { namedTensor, tf } from '@ballast/tensor';
import type { Scalar, Tensor1D } from '@tensorflow/tfjs-core';
import { z } from 'zod';

const Options = z.strictObject({
  spread: z.number().positive().default(0.1).describe('Largest size of a parameter at the start.'),
});

/** The sigmoid of a line in the loss: replace it by your network. */
@injectable()
class TemplateName implements WeightNet {
  readonly bounds = [0, 1] as const;

  constructor(@inject(PluginOptions) private readonly options: z.infer<typeof Options>) {}

  /** All randomness comes from the stream that is handed in. */
  initialize(_task: WeightNetTask, random: Random): NamedTensors {
    const draw = (): Scalar => tf.scalar(this.options.spread * (2 * random.uniform() - 1));
    return { slope: draw(), offset: draw() };
  }

  /** [B]; differentiable in the parameters. */
  weights(parameters: NamedTensors, { losses }: WeightFeatures): Tensor1D {
    return tf.tidy(() => {
      const line = tf.add(tf.mul(losses, namedTensor(parameters, 'slope')), namedTensor(parameters, 'offset')); // [B]
      return tf.sigmoid<Tensor1D>(line as Tensor1D);
    });
  }
}

export default definePlugin({
  kind: 'weight net',
  id: 'template-name',
  docs: { summary: 'One sentence that says what it does.', paper: 'Authors year, Title' },
  options: Options,
  use: TemplateName,
});
