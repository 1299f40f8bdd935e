import { definePlugin, inject, injectable, PluginOptions } from '@ballast/core';
import type { Model, ModelTask, Network, Stage } from '@ballast/core';
import { batchNorm, conv2d, tf } from '@ballast/tensor';
import { z } from 'zod';
import { basicBlock } from './parts/basicBlock.ts';
import { blockStage } from './parts/blockStage.ts';
import { chooseHead, classifier, headOption, pooledHead } from './parts/head.ts';
import { requireImageSize } from './parts/imageSize.ts';
import {
  batchNormState,
  convolutionalInitializations,
  mergeStates,
  type ConvolutionalInitialization,
} from './parts/initialization.ts';

const Options = z.strictObject({
  depth: z
    .literal([8, 14, 20, 32, 44, 56])
    .default(32)
    .describe('Layers with parameters: 6n + 2 for n blocks a stage.'),
  width: z
    .int()
    .positive()
    .default(16)
    .describe('Channels of the first stage; the second has twice, the third four times as many.'),
  initialization: z
    .enum(['kaiming', 'normal-0.02'])
    .default('kaiming')
    .describe('Of the convolutions; normal-0.02 as in the code released with CurveNet, batch norm scales included.'),
  head: headOption,
});

/**
 * The residual network for small images of He et al. 2015, section 4.2: a 3×3 stem, three stages of basic
 * blocks, shortcuts without parameters (option A), global average pooling.
 */
@injectable()
class ResNet implements Model {
  constructor(@inject(PluginOptions) private readonly options: z.infer<typeof Options>) {}

  build({ imageShape, classCount, head }: ModelTask): Network {
    requireImageSize('resnet', imageShape);
    const { depth, width } = this.options;
    const initialization = convolutionalInitializations[this.options.initialization];
    const blocks = (depth - 2) / 6;
    const size = { features: 4 * width, classes: classCount };
    const stage = (index: number, inputs: number, outputs: number, stride: number) =>
      blockStage(`stage${String(index)}`, { blocks, inputs, outputs, stride, initialization }, basicBlock);
    return {
      stages: [
        stem(imageShape.channels, width, initialization),
        stage(1, width, width, 1),
        stage(2, width, 2 * width, 2),
        stage(3, 2 * width, 4 * width, 2),
        pooledHead(classifier(chooseHead(this.options.head, head), size, 'uniform')),
      ],
    };
  }
}

function stem(inputs: number, outputs: number, initialization: ConvolutionalInitialization): Stage {
  return {
    name: 'stem',
    initialize: (random) =>
      mergeStates(
        { parameters: { conv: initialization.kernel(random.split('conv'), [3, 3, inputs, outputs]) }, buffers: {} },
        batchNormState('bn', outputs, random, initialization),
      ),
    apply: (scope, input) => {
      const features = conv2d(input, scope.parameter('conv'), { stride: 1, padding: 1 });
      return tf.relu(batchNorm(scope, 'bn', features));
    },
  };
}

export const resnet = definePlugin({
  kind: 'model',
  id: 'resnet',
  docs: {
    summary: 'Residual network for small images, 8 to 56 layers.',
    paper: 'He, Zhang, Ren, Sun 2015: Deep Residual Learning for Image Recognition',
  },
  options: Options,
  use: ResNet,
});
