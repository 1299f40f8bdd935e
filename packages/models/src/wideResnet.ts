import { definePlugin, inject, injectable, PluginOptions } from '@ballast/core';
import type { ImageShape, Model, ModelTask, Network, Stage } from '@ballast/core';
import { batchNorm, conv2d, globalAveragePool, tf } from '@ballast/tensor';
import { z } from 'zod';
import { blockStage } from './parts/blockStage.ts';
import { dropoutOption } from './parts/dropout.ts';
import { chooseHead, classifier, headOption, type Classifier } from './parts/head.ts';
import { requireImageSize } from './parts/imageSize.ts';
import {
  batchNormState,
  convolutionalInitializations,
  mergeStates,
  type ConvolutionalInitialization,
} from './parts/initialization.ts';
import { preActivationBlock } from './parts/preActivationBlock.ts';

const Options = z.strictObject({
  depth: z.literal([10, 16, 22, 28, 40]).default(28).describe('Layers with parameters: 6n + 4 for n blocks a stage.'),
  width: z.int().positive().default(10).describe('Channels in units of 16, 32 and 64; 8 and 10 are usual.'),
  dropout: dropoutOption.default(0).describe('Between the convolutions of a block, in training; 0 for none.'),
  initialization: z.enum(['kaiming', 'normal-0.02']).default('kaiming').describe('Of the convolutions.'),
  head: headOption,
});

const stemChannels = 16;

/**
 * Zagoruyko & Komodakis 2016: few layers, many channels. Pre-activation, so the stem is a convolution
 * alone, and the last batch norm belongs to the head.
 */
@injectable()
class WideResNet implements Model {
  constructor(@inject(PluginOptions) private readonly options: z.infer<typeof Options>) {}

  build({ imageShape, classCount, head }: ModelTask): Network {
    requireImageSize('wide-resnet', imageShape);
    const { depth, dropout } = this.options;
    const width = 16 * this.options.width;
    const initialization = convolutionalInitializations[this.options.initialization];
    const blocks = (depth - 4) / 6;
    const size = { features: 4 * width, classes: classCount };
    const stage = (index: number, inputs: number, outputs: number, stride: number) => {
      const pixels = pixelsAfter(index - 1, imageShape);
      const kind = preActivationBlock({ dropout, pixels });
      return blockStage(`stage${String(index)}`, { blocks, inputs, outputs, stride, initialization }, kind);
    };
    return {
      stages: [
        stem(imageShape.channels, initialization),
        stage(1, stemChannels, width, 1),
        stage(2, width, 2 * width, 2),
        stage(3, 2 * width, 4 * width, 2),
        normalisedHead(classifier(chooseHead(this.options.head, head), size, 'uniform'), size.features, initialization),
      ],
    };
  }
}

/** Of the images after so many halvings. */
function pixelsAfter(halvings: number, { height, width }: ImageShape): number {
  return Math.ceil(height / 2 ** halvings) * Math.ceil(width / 2 ** halvings);
}

function stem(inputs: number, initialization: ConvolutionalInitialization): Stage {
  return {
    name: 'stem',
    initialize: (random) => ({
      parameters: { conv: initialization.kernel(random.split('conv'), [3, 3, inputs, stemChannels]) },
      buffers: {},
    }),
    apply: (scope, input) => conv2d(input, scope.parameter('conv'), { stride: 1, padding: 1 }),
  };
}

function normalisedHead(layer: Classifier, channels: number, initialization: ConvolutionalInitialization): Stage {
  return {
    name: 'head',
    initialize: (random) =>
      mergeStates(layer.initialize(random), batchNormState('bn', channels, random, initialization)),
    apply: (scope, input) => layer.apply(scope, globalAveragePool(tf.relu(batchNorm(scope, 'bn', input)))),
  };
}

export const wideResnet = definePlugin({
  kind: 'model',
  id: 'wide-resnet',
  docs: {
    summary: 'Residual network with few layers and many channels.',
    paper: 'Zagoruyko, Komodakis 2016: Wide Residual Networks',
  },
  options: Options,
  use: WideResNet,
});
