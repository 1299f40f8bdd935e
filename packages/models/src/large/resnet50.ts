import { BaseFolder, definePlugin, inject, injectable, PluginOptions } from '@ballast/core';
import type { Model, ModelTask, Network, Stage } from '@ballast/core';
import { batchNorm, conv2d, tf } from '@ballast/tensor';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { blockStage } from '../parts/blockStage.ts';
import { bottleneckBlock } from '../parts/bottleneckBlock.ts';
import { chooseHead, classifier, headOption, pooledHead } from '../parts/head.ts';
import { requireImageSize } from '../parts/imageSize.ts';
import { batchNormState, convolutionalInitializations, mergeStates } from '../parts/initialization.ts';
import { Pretrained } from '../weights/pretrained.ts';
import { weightsOption } from '../weights/option.ts';
import { resnet50Names } from './resnet50Names.ts';

const Options = z.strictObject({ weights: weightsOption, head: headOption });

const initialization = convolutionalInitializations.kaiming;
const stemChannels = 64;
/** Blocks and channels of each stage; all but the first halve the image. */
const stages = [
  { blocks: 3, outputs: 256 },
  { blocks: 4, outputs: 512 },
  { blocks: 6, outputs: 1024 },
  { blocks: 3, outputs: 2048 },
];
const features = 2048;
/** The stem and the stages make 32 pixels one. */
const smallestImage = 32;

/** He et al. 2015, table 1, 50 layers, for images of 224×224 pixels and others of at least 32×32. */
@injectable()
class ResNet50 implements Model {
  private readonly pretrained: Pretrained;

  constructor(
    @inject(PluginOptions) private readonly options: z.infer<typeof Options>,
    @inject(BaseFolder) baseFolder: string,
  ) {
    this.pretrained = new Pretrained(options.weights, baseFolder, resnet50Names);
  }

  contents(): string | undefined {
    return this.pretrained.contents();
  }

  build({ imageShape, classCount, head }: ModelTask): Network {
    requireImageSize('resnet50', imageShape, smallestImage);
    const network = {
      stages: [
        stem(imageShape.channels),
        ...stages.map(({ blocks, outputs }, index) => {
          const inputs = index === 0 ? stemChannels : (stages[index - 1]?.outputs ?? 0);
          const shape = { blocks, inputs, outputs, stride: index === 0 ? 1 : 2, initialization };
          return blockStage(`stage${String(index + 1)}`, shape, bottleneckBlock);
        }),
        pooledHead(classifier(chooseHead(this.options.head, head), { features, classes: classCount }, 'uniform')),
      ],
    };
    return this.pretrained.begin(network);
  }
}

/** 7×7 convolution and 3×3 maximum, each halving the image. */
function stem(inputs: number): Stage {
  return {
    name: 'stem',
    initialize: (random) =>
      mergeStates(
        {
          parameters: { conv: initialization.kernel(random.split('conv'), [7, 7, inputs, stemChannels]) },
          buffers: {},
        },
        batchNormState('bn', stemChannels, random, initialization),
      ),
    apply: (scope, input) => {
      const convolved = conv2d(input, scope.parameter('conv'), { stride: 2, padding: 3 });
      const activated = tf.relu(batchNorm(scope, 'bn', convolved));
      // Zeros around what is nowhere negative change no maximum.
      const padded = tf.pad<Tensor4D>(activated, [[0, 0], [1, 1], [1, 1], [0, 0]]); // prettier-ignore
      return tf.maxPool(padded, 3, 2, 'valid');
    },
  };
}

export const resnet50 = definePlugin({
  kind: 'model',
  id: 'resnet50',
  docs: {
    summary: 'Residual network of 50 layers for large images, from pretrained weights where given.',
    paper: 'He, Zhang, Ren, Sun 2015: Deep Residual Learning for Image Recognition',
  },
  options: Options,
  use: ResNet50,
});
