import {
  BaseFolder,
  definePlugin,
  inject,
  injectable,
  PluginOptions,
  type Model,
  type ModelTask,
  type Network,
  type Stage,
} from '@ballast/core';
import { dropout, globalAveragePool } from '@ballast/tensor';
import { z } from 'zod';
import type { Block } from '../../parts/blockStage.ts';
import { dropoutBuffers, dropoutName, dropoutOption } from '../../parts/dropout.ts';
import { chooseHead, classifier, headOption, type Classifier } from '../../parts/head.ts';
import { requireImageSize } from '../../parts/imageSize.ts';
import { mergeStates } from '../../parts/initialization.ts';
import { weightsOption } from '../../weights/option.ts';
import { Pretrained } from '../../weights/pretrained.ts';
import { averageOfNeighbours, branches, halvingMaximum, residualBranches, type ResidualShape } from './branches.ts';
import { convolutionUnit, type UnitShape } from './convolutionUnit.ts';
import { inceptionResnetV2Names } from './inceptionResnetV2Names.ts';

const Options = z.strictObject({
  dropout: dropoutOption.default(0.2).describe('Of the features before the last layer, in training; 0 for none.'),
  weights: weightsOption,
  head: headOption,
});

const unit = (kernel: UnitShape['kernel'], outputs: number, rest: Partial<UnitShape> = {}): UnitShape => ({ kernel, outputs, ...rest }); // prettier-ignore
const halving = { stride: 2, padded: false };

const blockA: ResidualShape = {
  branches: [[unit(1, 32)], [unit(1, 32), unit(3, 32)], [unit(1, 32), unit(3, 48), unit(3, 64)]],
  scale: 0.17,
};
const blockB: ResidualShape = {
  branches: [[unit(1, 192)], [unit(1, 128), unit([1, 7], 160), unit([7, 1], 192)]],
  scale: 0.1,
};
const blockC: ResidualShape = {
  branches: [[unit(1, 192)], [unit(1, 192), unit([1, 3], 224), unit([3, 1], 256)]],
  scale: 0.2,
};

/** Channels after the first, second and third stage, and of the features. */
const [channelsA, channelsB, channelsC, features] = [320, 1088, 2080, 1536];
/** Smaller ones have no pixel left before the last stage. */
const smallestImage = 75;

/**
 * Szegedy et al. 2016, as the authors released it, which is what pretrained weights are for: beside the paper's
 * figures, the stem is that of Inception-v3, and 10, 20 and 10 residual blocks are of 320, 1088 and 2080 channels. For
 * images of 299×299 pixels and others of at least 75×75.
 */
@injectable()
class InceptionResnetV2 implements Model {
  private readonly pretrained: Pretrained;

  constructor(
    @inject(PluginOptions) private readonly options: z.infer<typeof Options>,
    @inject(BaseFolder) baseFolder: string,
  ) {
    this.pretrained = new Pretrained(options.weights, baseFolder, inceptionResnetV2Names);
  }

  contents(): string | undefined {
    return this.pretrained.contents();
  }

  build({ imageShape, classCount, head }: ModelTask): Network {
    requireImageSize('inception-resnet-v2', imageShape, smallestImage);
    const last = classifier(chooseHead(this.options.head, head), { features, classes: classCount }, 'uniform');
    return this.pretrained.begin({
      stages: [
        sequence('stem', stem(imageShape.channels)),
        sequence('stage1', [inception(), ...repeated(10, channelsA, blockA)]),
        sequence('stage2', [firstReduction(), ...repeated(20, channelsB, blockB)]),
        sequence('stage3', [
          secondReduction(),
          ...repeated(9, channelsC, blockC),
          residualBranches('block10', channelsC, { ...blockC, scale: 1, activated: false }),
          convolutionUnit('conv7b', channelsC, unit(1, features)),
        ]),
        pooledHead(last, this.options.dropout),
      ],
    });
  }
}

function sequence(name: string, blocks: readonly Block[]): Stage {
  return {
    name,
    initialize: (random) => mergeStates(...blocks.map((block) => block.initialize(random))),
    apply: (scope, input) => blocks.reduce((images, block) => block.apply(scope, images), input),
  };
}

function stem(channels: number): Block[] {
  return [
    convolutionUnit('conv1a', channels, unit(3, 32, halving)),
    convolutionUnit('conv2a', 32, unit(3, 32, { padded: false })),
    convolutionUnit('conv2b', 32, unit(3, 64)),
    maximum,
    convolutionUnit('conv3b', 64, unit(1, 80)),
    convolutionUnit('conv4a', 80, unit(3, 192, { padded: false })),
    maximum,
  ];
}

const maximum: Block = {
  initialize: () => ({ parameters: {}, buffers: {} }),
  apply: (_, input) => halvingMaximum(input),
};

function inception(): Block {
  return branches('inception', 192, {
    branches: [[unit(1, 96)], [unit(1, 48), unit(5, 64)], [unit(1, 64), unit(3, 96), unit(3, 96)]],
    pool: averageOfNeighbours,
    pooledUnits: [unit(1, 64)],
  });
}

function firstReduction(): Block {
  return branches('reduction', channelsA, {
    branches: [[unit(3, 384, halving)], [unit(1, 256), unit(3, 256), unit(3, 384, halving)]],
    pool: halvingMaximum,
  });
}

function secondReduction(): Block {
  return branches('reduction', channelsB, {
    branches: [
      [unit(1, 256), unit(3, 384, halving)],
      [unit(1, 256), unit(3, 288, halving)],
      [unit(1, 256), unit(3, 288), unit(3, 320, halving)],
    ],
    pool: halvingMaximum,
  });
}

function repeated(count: number, channels: number, shape: ResidualShape): Block[] {
  return Array.from({ length: count }, (_, index) => residualBranches(`block${String(index + 1)}`, channels, shape));
}

function pooledHead(layer: Classifier, rate: number): Stage {
  return {
    name: 'head',
    initialize: (random) =>
      mergeStates(layer.initialize(random), {
        parameters: {},
        buffers: dropoutBuffers(random, dropoutName, features, rate),
      }),
    apply: (scope, input) => layer.apply(scope, dropout(scope, dropoutName, globalAveragePool(input), rate)),
  };
}

export const inceptionResnetV2 = definePlugin({
  kind: 'model',
  id: 'inception-resnet-v2',
  docs: {
    summary: 'Inception-ResNet-v2 for large images, from pretrained weights where given.',
    paper:
      'Szegedy, Ioffe, Vanhoucke, Alemi 2016: Inception-v4, Inception-ResNet and the Impact of Residual Connections on Learning',
  },
  options: Options,
  use: InceptionResnetV2,
});
