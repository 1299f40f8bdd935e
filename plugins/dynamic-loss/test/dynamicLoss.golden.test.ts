import { createRandom, type MetaProblem, type NamedTensors, type Plugin } from '@ballast/core';
import metaOptimizers from '@ballast/plugin-meta-optimizers';
import { gradients, initializeBackend, tf } from '@ballast/tensor';
import {
  buildPlugin,
  expectClose,
  expectNamedClose,
  flattenGoldens,
  goldenTensor,
  goldenTensors,
  normalTensor,
  readGolden,
  tinyResNet,
  type GoldenGroups,
  type GoldenTensor,
} from '@ballast/testing';
import { createOptimizer, OptimizerOptions } from '@ballast/training';
import type { Rank, Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { corrections, initializeCorrector } from '../src/learned/labelCorrector.ts';
import { initializeMargin, margins } from '../src/learned/marginGenerator.ts';
import { packParts } from '../src/learned/learnedParts.ts';
import { CorrectorOptions, MarginOptions } from '../src/options.ts';
import { lossRanks } from '../src/ranks.ts';
import { metaProblem } from '../src/steps/metaStep.ts';
import type { DynamicLossSetup } from '../src/steps/setup.ts';

interface DynamicLossGolden {
  readonly params: GoldenGroups;
  readonly momentum: GoldenGroups;
  readonly images: GoldenTensor;
  readonly labels: readonly number[];
  readonly ranks: readonly number[];
  readonly pseudoLabels: GoldenTensor;
  readonly metaImages: GoldenTensor;
  readonly metaLabels: readonly number[];
  readonly lossParams: GoldenGroups;
  readonly correction: GoldenTensor;
  readonly softTargets: GoldenTensor;
  readonly margin: GoldenTensor;
  readonly trainLoss: GoldenTensor;
  readonly metaLoss: GoldenTensor;
  readonly metaGrad: GoldenGroups;
}

interface LossRanksGolden {
  readonly losses: GoldenTensor;
  readonly labels: readonly number[];
  readonly ranks: number;
  readonly rank: readonly number[];
}

const golden = readGolden<DynamicLossGolden>('dynamic-loss') as DynamicLossGolden;
const rankGolden = readGolden<LossRanksGolden>('loss-ranks') as LossRanksGolden;
const int = (values: readonly number[]) => tf.tensor1d([...values], 'int32');

beforeAll(async () => {
  await initializeBackend();
});

/** `rankEmbedding`, `corrector.kernel1` … under our names. */
function byPart<T>(tensors: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => {
      if (name === 'rankEmbedding') return ['corrector/embedding', tensor];
      if (name === 'marginEmbedding') return ['margin/embedding', tensor];
      return [name.replace('.', '/'), tensor];
    }),
  );
}

/** The tensors of one part, without its name in front. */
function partOf(name: string): NamedTensors {
  const entries = Object.entries(byPart(goldenTensors(golden.lossParams)));
  return Object.fromEntries(
    entries.flatMap(([path, tensor]) => (path.startsWith(`${name}/`) ? [[path.slice(name.length + 1), tensor]] : [])),
  );
}

const sgd = OptimizerOptions.parse({ type: 'sgd', momentum: 0.9, nesterov: false, weightDecay: 5e-4 });

/** Large where the golden class is, so that it is drawn for certain. */
function certainNoise(): Tensor2D {
  return tf.mul(goldenTensor<Rank.R2>(golden.pseudoLabels), 1e4);
}

function problem(): MetaProblem {
  const setup: DynamicLossSetup = {
    options: {
      corrector: CorrectorOptions.parse({ ranks: 10, hiddenSize: 6 }),
      margin: MarginOptions.parse({ hiddenSize: 6 }),
      pseudoLabels: { type: 'drawn', temperature: 1 },
      learnedLearningRate: 1e-3,
      warmPredictions: 'train',
    },
    network: tinyResNet({ channels: 3, widths: [4, 8, 16], classCount: 5 }),
    weightNet: undefined,
    metaOptimizer: { metaGradient: () => expect.unreachable() },
    optimizer: createOptimizer(sgd),
    learnedOptimizer: createOptimizer(sgd),
    lossContext: { classCounts: [], epoch: 0, epochs: 1 },
    learningRate: tf.scalar(0.1),
    gradientFactor: tf.scalar(0.1),
  };
  const parameters = goldenTensors(golden.params);
  const buffers = Object.fromEntries(
    Object.entries(parameters).flatMap(([name, tensor]): [string, Tensor][] =>
      name.endsWith('.gamma')
        ? [
            [name.replace('gamma', 'mean'), tf.zerosLike(tensor)],
            [name.replace('gamma', 'variance'), tf.onesLike(tensor)],
          ]
        : [],
    ),
  );
  const state = {
    parameters,
    buffers,
    optimizer: goldenTensors(golden.momentum),
    learned: byPart(goldenTensors(golden.lossParams)),
    learnedOptimizer: {},
  };
  const images = goldenTensor<Rank.R4>(golden.images);
  return metaProblem(setup, {
    state,
    batch: { strong: images, weak: images, givenLabels: int(golden.labels), ranks: int(golden.ranks) },
    meta: { images: goldenTensor<Rank.R4>(golden.metaImages), givenLabels: int(golden.metaLabels) },
    gumbel: certainNoise(),
  });
}

describe.skipIf(readGolden('dynamic-loss') === undefined)('golden Dynamic Loss', () => {
  it('corrects labels and makes margins', () => {
    tf.tidy(() => {
      expectClose(corrections(partOf('corrector'), int(golden.ranks), int(golden.labels)), golden.correction);
      expectClose(margins(partOf('margin')), golden.margin);
    });
  });

  it.each(['forward-mode', 'unrolled'])('learns both parts by the meta gradient of %s', (id) => {
    const plugin = metaOptimizers.find((one) => one.id === id) as Plugin<'meta optimizer'>;
    tf.tidy(() => {
      const given = problem();
      const seen: Tensor[] = [];
      const { gradients: derived, metaLoss } = buildPlugin(plugin).metaGradient({
        ...given,
        trainLoss: (learned, logits) => {
          const loss = given.trainLoss(learned, logits);
          seen.push(tf.keep(loss.clone()));
          return loss;
        },
      });
      expectClose(seen[0] as Tensor, golden.trainLoss);
      expectClose(metaLoss, golden.metaLoss);
      expectNamedClose(derived, byPart(flattenGoldens(golden.metaGrad)));
      tf.dispose(seen);
    });
  });

  it('has the derivative of the training loss in the corrected labels that their definition says', () => {
    // −log softmax(z + m) against w · onehot + (1 − w) · ŷ, straight from the golden labels.
    tf.tidy(() => {
      const logits = normalTensor<Tensor2D>([8, 5], createRandom(3));
      const shifted = logits.add(goldenTensor(golden.margin));
      const expected = tf.neg(tf.sum(tf.mul(goldenTensor(golden.softTargets), tf.logSoftmax(shifted)), 1)).mean();
      const given = problem();
      const actual = gradients((learned) => given.trainLoss(learned, logits), given.learned).value;
      expectClose(actual, expected, 1e-5);
    });
  });

  it('has the parameters of the published networks, in their shapes', () => {
    tf.tidy(() => {
      const ours = packParts({
        corrector: initializeCorrector(CorrectorOptions.parse({ ranks: 10, hiddenSize: 6 }), 5, createRandom(0)),
        margin: initializeMargin(MarginOptions.parse({ hiddenSize: 6 }), 5, createRandom(0)),
        'weight net': {},
      });
      const shapes = (tensors: Readonly<Record<string, { readonly shape: readonly number[] }>>) =>
        Object.fromEntries(Object.entries(tensors).map(([name, { shape }]) => [name, [...shape]]));
      expect(shapes(ours)).toEqual(shapes(byPart(flattenGoldens(golden.lossParams))));
    });
  });
});

describe.skipIf(readGolden('loss-ranks') === undefined)('golden ranks', () => {
  it('are places among the losses of a class', () => {
    const { losses, labels, ranks, rank } = rankGolden;
    expect([...lossRanks(Float32Array.from(losses.data), Int32Array.from(labels), ranks)]).toEqual(rank);
  });
});

describe('ranks', () => {
  it.each([
    [5, [0, 16, 33, 50, 66]],
    [1, [0]],
  ])('of %i samples are %j', (count, expected) => {
    const losses = Float32Array.from({ length: count }, (_, index) => index);
    expect([...lossRanks(losses, new Int32Array(count), 100)]).toEqual(expected);
  });

  it('of 5000 samples end at 99', () => {
    const losses = Float32Array.from({ length: 5000 }, (_, index) => -index);
    const ranks = lossRanks(losses, new Int32Array(5000), 100);
    expect([ranks[0], ranks[4999]]).toEqual([99, 0]);
  });
});
