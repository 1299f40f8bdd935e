import { BaseFolder, definePlugin, inject, injectable, PluginOptions } from '@ballast/core';
import type { Model, ModelTask, Network, NetworkState, Stage } from '@ballast/core';
import { batchNorm, conv2d, dense, dropout, flatten, tf } from '@ballast/tensor';
import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { dropoutBuffers, dropoutName, dropoutOption } from '../parts/dropout.ts';
import { chooseHead, classifier, headOption, type Classifier } from '../parts/head.ts';
import { requireImageSize } from '../parts/imageSize.ts';
import { batchNormState, convolutionalInitializations, kaimingNormal, mergeStates } from '../parts/initialization.ts';
import { weightsOption } from '../weights/option.ts';
import { Pretrained } from '../weights/pretrained.ts';
import { vgg19Names } from './vgg19Names.ts';

const Options = z.strictObject({
  hidden: z.array(z.int().positive()).default([4096, 4096]).describe('Units of the dense layers before the last one.'),
  dropout: dropoutOption.default(0.5).describe('After each of those layers, in training; 0 for none.'),
  weights: weightsOption,
  head: headOption,
});

const initialization = convolutionalInitializations.kaiming;
/** 3×3 convolutions of each stage and their channels; every stage ends by halving the image. */
export const vgg19Stages = [
  { convolutions: 2, channels: 64 },
  { convolutions: 2, channels: 128 },
  { convolutions: 4, channels: 256 },
  { convolutions: 4, channels: 512 },
  { convolutions: 4, channels: 512 },
] as const;
const halvings = 2 ** vgg19Stages.length;

/**
 * Simonyan & Zisserman 2015, configuration E, with batch norm. The dense layers see the features as they are: 7×7 for
 * images of 224×224, where torchvision's pretrained ones fit, 2×2 for 64×64.
 */
@injectable()
class Vgg19 implements Model {
  private readonly pretrained: Pretrained;

  constructor(
    @inject(PluginOptions) private readonly options: z.infer<typeof Options>,
    @inject(BaseFolder) baseFolder: string,
  ) {
    this.pretrained = new Pretrained(options.weights, baseFolder, vgg19Names);
  }

  contents(): string | undefined {
    return this.pretrained.contents();
  }

  build({ imageShape, classCount, head }: ModelTask): Network {
    requireImageSize('vgg19-bn', imageShape, halvings);
    const { hidden, dropout: rate } = this.options;
    const { height, width, channels } = imageShape;
    const features = Math.floor(height / halvings) * Math.floor(width / halvings) * vgg19Stages[4].channels;
    const sizes = [features, ...hidden];
    const last = classifier(
      chooseHead(this.options.head, head),
      { features: sizes.at(-1) as number, classes: classCount },
      'uniform',
    );
    const network = {
      stages: [
        ...vgg19Stages.map((stage, index) =>
          convolutionStage(`stage${String(index + 1)}`, vgg19Stages[index - 1]?.channels ?? channels, stage),
        ),
        ...hidden.map((units, index) =>
          denseStage(`dense${String(index + 1)}`, { inputs: sizes[index] as number, units, rate }),
        ),
        headStage(last),
      ],
    };
    return this.pretrained.begin(network);
  }
}

function convolutionStage(
  name: string,
  inputs: number,
  { convolutions, channels }: (typeof vgg19Stages)[number],
): Stage {
  const layers = Array.from({ length: convolutions }, (_, index) => String(index + 1));
  return {
    name,
    initialize: (random) =>
      mergeStates(
        ...layers.map((layer, index): NetworkState => {
          const shape = [3, 3, index === 0 ? inputs : channels, channels] as const;
          const kernel = initialization.kernel(random.split(`conv${layer}`), shape);
          return {
            parameters: { [`conv${layer}.kernel`]: kernel, [`conv${layer}.bias`]: tf.zeros([channels]) },
            buffers: {},
          };
        }),
        ...layers.map((layer) => batchNormState(`bn${layer}`, channels, random, initialization)),
      ),
    apply: (scope, input) => {
      const convolved = layers.reduce<Tensor>((features, layer) => {
        const sums = conv2d(features, scope.parameter(`conv${layer}.kernel`), { stride: 1, padding: 1 });
        return tf.relu(batchNorm(scope, `bn${layer}`, tf.add(sums, scope.parameter(`conv${layer}.bias`))));
      }, input);
      return tf.maxPool(convolved as Tensor4D, 2, 2, 'valid');
    },
  };
}

interface DenseLayer {
  readonly inputs: number;
  readonly units: number;
  /** Of dropout. */
  readonly rate: number;
}

function denseStage(name: string, { inputs, units, rate }: DenseLayer): Stage {
  return {
    name,
    initialize: (random) => ({
      parameters: { kernel: kaimingNormal(random.split('kernel'), [inputs, units]), bias: tf.zeros([units]) },
      buffers: dropoutBuffers(random, dropoutName, units, rate),
    }),
    apply: (scope, input) => {
      const sums = dense(channelsFirst(input), scope.parameter('kernel'), scope.parameter('bias'));
      return dropout(scope, dropoutName, tf.relu<Tensor2D>(sums), rate);
    },
  };
}

function headStage(layer: Classifier): Stage {
  return {
    name: 'head',
    initialize: (random) => layer.initialize(random),
    apply: (scope, input) => layer.apply(scope, channelsFirst(input)),
  };
}

/** Images flattened as PyTorch does, channel after channel, so that its weights fit. */
function channelsFirst(input: Tensor): Tensor {
  return input.rank === 4 ? flatten(tf.transpose(input, [0, 3, 1, 2])) : input;
}

export const vgg19 = definePlugin({
  kind: 'model',
  id: 'vgg19-bn',
  docs: {
    summary: 'VGG of 19 layers with batch norm, from pretrained weights where given.',
    paper: 'Simonyan, Zisserman 2015: Very Deep Convolutional Networks for Large-Scale Image Recognition',
  },
  options: Options,
  use: Vgg19,
});
