import {
  inject,
  injectable,
  definePlugin,
  PluginOptions,
  type NamedTensors,
  type Random,
  type WeightFeatures,
  type WeightNet,
  type WeightNetTask,
} from '@ballast/core';
import { dense, namedTensor, tf } from '@ballast/tensor';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { z } from 'zod';

const MwNetOptions = z.strictObject({
  hidden: z.int().positive().default(100).meta({ description: 'Width of the hidden layer.' }),
  hiddenActivation: z.enum(['relu', 'sigmoid']).default('relu').meta({
    description: "`relu` as in the authors' code; `sigmoid` as other papers describe it.",
  }),
});

/** A sample's weight from its loss: 1 → hidden → 1, sigmoid (Shu et al. 2019, section 3.1). */
@injectable()
class MwNet implements WeightNet {
  readonly bounds = [0, 1] as const;

  constructor(@inject(PluginOptions) private readonly options: z.infer<typeof MwNetOptions>) {}

  initialize(_task: WeightNetTask, random: Random): NamedTensors {
    const { hidden } = this.options;
    return { ...denseLayer('hidden', [1, hidden], random), ...denseLayer('output', [hidden, 1], random) };
  }

  /** [B] in (0, 1) */
  weights(parameters: NamedTensors, { losses }: WeightFeatures): Tensor1D {
    return tf.tidy(() => {
      const input = losses.reshape<Tensor2D>([-1, 1]); // [B, 1]
      const hidden = layer(parameters, 'hidden', input); // [B, hidden]
      const active = this.options.hiddenActivation === 'relu' ? tf.relu(hidden) : tf.sigmoid(hidden);
      return tf.sigmoid(layer(parameters, 'output', active)).reshape([-1]);
    });
  }
}

/** Kernel and bias uniform in ±1/√fan in, PyTorch's default for a linear layer. */
function denseLayer(name: string, [fanIn, fanOut]: [number, number], random: Random): NamedTensors {
  const stream = random.split(name);
  const bound = 1 / Math.sqrt(fanIn);
  const draw = (length: number): Float32Array =>
    Float32Array.from({ length }, () => bound * (2 * stream.uniform() - 1));
  return {
    [`${name}.kernel`]: tf.tensor2d(draw(fanIn * fanOut), [fanIn, fanOut]),
    [`${name}.bias`]: tf.tensor1d(draw(fanOut)),
  };
}

function layer(parameters: NamedTensors, name: string, input: Tensor2D): Tensor2D {
  const parameter = (part: string) => namedTensor(parameters, `${name}.${part}`);
  return dense(input, parameter('kernel'), parameter('bias'));
}

export default definePlugin({
  kind: 'weight net',
  id: 'mw-net',
  docs: {
    summary: "A sample's weight from its loss, by a small network that is learned on the meta set.",
    paper:
      'Shu, Xie, Yi, Zhao, Zhou, Xu, Meng 2019, Meta-Weight-Net: Learning an Explicit Mapping For Sample Weighting',
  },
  options: MwNetOptions,
  use: MwNet,
});
