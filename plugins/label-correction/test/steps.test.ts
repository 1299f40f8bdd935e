import { createRandom, type MetaOptimizer, type NamedTensors, type Network, type Plugin } from '@ballast/core';
import metaOptimizers from '@ballast/plugin-meta-optimizers';
import { initializeBackend, mapNamed, namedTensor, softmaxCrossEntropy, tf, zipNamed } from '@ballast/tensor';
import { buildPlugin, expectClose, normalTensor, silu, tinyMlp, tinyResNet } from '@ballast/testing';
import { createOptimizer, initialClassifier, OptimizerOptions, type TrainAndMetaTensors } from '@ballast/training';
import type { Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { correctedLabels, initializeCorrector } from '../src/corrector.ts';
import { correctedLoss } from '../src/correctedLoss.ts';
import { joinBatch } from '../src/joinedBatch.ts';
import { correctedStep, evidenceOf, metaProblem, type CorrectedStepInputs, type MlcSetup } from '../src/steps.ts';

const classCount = 4;
const networks: readonly (readonly [string, Network, number])[] = [
  ['MLP', tinyMlp([64, 6, 5, classCount], silu), 5],
  ['ResNet', tinyResNet({ channels: 1, widths: [2, 3, 5], classCount, activation: silu }), 5],
];
const sgd = createOptimizer(OptimizerOptions.parse({ type: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 5e-4 }));

function metaOptimizer(id: string): MetaOptimizer {
  const plugin = (metaOptimizers as readonly Plugin[]).find((one) => one.id === id) as Plugin<'meta optimizer'>;
  return buildPlugin(plugin);
}

beforeAll(async () => {
  await initializeBackend();
});

const labelsOf = (values: readonly number[]): Tensor1D => tf.tensor1d([...values], 'int32');

function setupOf(network: Network, options: Partial<MlcSetup['options']> = {}): MlcSetup {
  const corrector = { embeddingSize: 3, hiddenSize: 7, skipLink: false };
  return {
    options: { corrector, trustedShare: 0.5, refreshLabels: false, correctorLearningRate: 0.01, ...options },
    classCount,
    network,
    metaOptimizer: metaOptimizer('forward-mode'),
    optimizer: sgd,
    correctorOptimizer: createOptimizer(OptimizerOptions.parse({ type: 'adam' })),
    lossContext: { classCounts: [1, 1, 1, 1], epoch: 0, epochs: 1 },
  };
}

function batchOf(count: number, seed: number) {
  const random = createRandom(seed);
  return {
    images: normalTensor<Tensor4D>([count, 8, 8, 1], random.split('images')),
    givenLabels: labelsOf(Array.from({ length: count }, () => random.integer(classCount))),
  };
}

/** Six train samples and five trusted ones. */
function inputsOf(setup: MlcSetup, featureSize: number): CorrectedStepInputs {
  const random = createRandom(2);
  const corrector = initializeCorrector(
    setup.options.corrector,
    { featureSize, classCount },
    random.split('corrector'),
  );
  const classifier = initialClassifier(setup.network, sgd, random.split('classifier'));
  return {
    state: { ...classifier, corrector, correctorOptimizer: setup.correctorOptimizer.initialState(corrector) },
    batch: { ...batchOf(6, 3), meta: batchOf(5, 4) },
    learningRate: tf.scalar(0.1),
    gradientFactor: tf.scalar(sgd.gradientFactor(0.1)),
  };
}

describe('corrected labels', () => {
  const task = { featureSize: 3, classCount };
  const labelsBy = (skipLink: boolean, corrector: NamedTensors, features: Tensor2D, given: readonly number[]) =>
    correctedLabels(corrector, { features, givenLabels: labelsOf(given) }, { classCount, skipLink });

  it('are distributions, from the features and from the given label', () => {
    fc.assert(
      fc.property(fc.nat(), fc.boolean(), (seed, skipLink) => {
        tf.tidy(() => {
          const random = createRandom(seed);
          const corrector = initializeCorrector({ embeddingSize: 4, hiddenSize: 5, skipLink }, task, random);
          const two = normalTensor<Tensor2D>([2, 3], random.split('features'));
          const features = tf.concat([two, two]);
          const labels = labelsBy(skipLink, corrector, features, [0, 0, 0, 3]);
          expectClose(labels.sum(1), [1, 1, 1, 1], 1e-6);
          expect(labels.min().dataSync()[0]).toBeGreaterThan(0);
          const [first, other, again, otherLabel] = labels.arraySync() as [number[], number[], number[], number[]];
          expect(again).toEqual(first);
          expect(other).not.toEqual(first);
          expect(otherLabel).not.toEqual(other);
        });
      }),
      { numRuns: 15 },
    );
  });

  it('are softmax(V₃ tanh(V₂ tanh(V₁ [h, e_ỹ] + b₁) + b₂) + b₃)', () => {
    tf.tidy(() => {
      const random = createRandom(7);
      const corrector = initializeCorrector({ embeddingSize: 4, hiddenSize: 5, skipLink: false }, task, random);
      const biased = mapNamed(corrector, (tensor, name) =>
        tf.add(tensor, normalTensor(tensor.shape, random.split(name)).mul(0.1)),
      );
      const features = normalTensor<Tensor2D>([2, 3], random.split('features'));
      const of = (name: string) => namedTensor(biased, name);
      const embedded = tf.gather(of('embedding'), labelsOf([2, 1]));
      const inner = tf.tanh(
        tf.add(tf.matMul(tf.concat([features, embedded], 1), of('kernel1') as Tensor2D), of('bias1')),
      );
      const hidden = tf.tanh(tf.add(tf.matMul(inner, of('kernel2') as Tensor2D), of('bias2')));
      const expected = tf.softmax(tf.add(tf.matMul(hidden, of('kernel3') as Tensor2D), of('bias3')));
      expectClose(labelsBy(false, biased, features, [2, 1]), expected.dataSync(), 1e-5);
    });
  });

  it('are the given ones where the skip link is wide open', () => {
    tf.tidy(() => {
      const corrector = initializeCorrector({ embeddingSize: 4, hiddenSize: 5, skipLink: true }, task, createRandom(1));
      const open = { ...corrector, bias3: tf.tensor1d([0, 0, 0, 0, 100]) };
      const features = normalTensor<Tensor2D>([2, 3], createRandom(2));
      expect([...labelsBy(true, open, features, [2, 1]).dataSync()]).toEqual([0, 0, 1, 0, 0, 1, 0, 0]);
    });
  });
});

describe('the loss', () => {
  it('is cross entropy where corrected labels are the given ones, and for trusted samples in any case', () => {
    tf.tidy(() => {
      const logits = normalTensor<Tensor2D>([5, classCount], createRandom(3));
      const given = labelsOf([0, 3, 1, 2, 2]);
      const hot = tf.slice(tf.oneHot(given, classCount).toFloat() as Tensor2D, [0, 0], [3, -1]);
      const expected = softmaxCrossEntropy(logits, given).dataSync();
      expectClose(correctedLoss(logits, hot, given), expected, 1e-5);
      const uniform = correctedLoss(logits, tf.fill([3, classCount], 0.25), given).dataSync();
      expect([...uniform.slice(3)]).toEqual([...expected.slice(3)]);
      expect(Math.abs(uniform[0]! - expected[0]!)).toBeGreaterThan(0.01);
    });
  });
});

describe('a meta batch', () => {
  const sizes = (count: number, share: number) => {
    const batch: TrainAndMetaTensors = { ...batchOf(3, 1), meta: batchOf(count, 2) };
    const { train, judging, noisyCount } = joinBatch(batch, share);
    expect(noisyCount).toBe(3);
    const all = [...train.givenLabels.dataSync().slice(3), ...judging.givenLabels.dataSync()].sort();
    expect(all).toEqual([...batch.meta.givenLabels.dataSync()].sort());
    return [train.images.shape[0], judging.images.shape[0]];
  };

  it('is divided, every sample once, and at least one judges', () => {
    tf.tidy(() => {
      expect(sizes(5, 0.5)).toEqual([6, 2]);
      expect(sizes(4, 0)).toEqual([3, 4]);
      expect(sizes(1, 0.5)).toEqual([3, 1]);
    });
  });
});

describe.each(networks)('the step (%s)', (_, network, featureSize) => {
  it('moves the corrector along the exact gradient of the meta loss after the virtual step', () => {
    tf.tidy(() => {
      const setup = setupOf(network);
      const inputs = inputsOf(setup, featureSize);
      const joined = joinBatch(inputs.batch, 0.5);
      const problem = metaProblem(setup, inputs, joined, evidenceOf(setup, inputs.state, joined));
      const { gradients } = setup.metaOptimizer.metaGradient(problem);
      const reference = metaOptimizer('unrolled').metaGradient(problem).gradients;
      for (const name in reference)
        expectClose(namedTensor(gradients, name), namedTensor(reference, name).dataSync(), 2e-4);
      const length = Math.sqrt(sumOfSquares(gradients));
      const along = mapNamed(gradients, (gradient) => gradient.mul(0.03 / length));
      const lossAt = (learned: NamedTensors) =>
        setup.metaOptimizer.metaGradient({ ...problem, learned }).metaLoss.dataSync()[0]!;
      const ahead = lossAt(zipNamed(problem.learned, along, tf.add));
      const behind = lossAt(zipNamed(problem.learned, along, tf.sub));
      expect(Math.abs((ahead - behind) / 0.06 - length)).toBeLessThan(0.01 * length + 1e-5);
    });
  });

  it('is against labels of the corrector before its step, or after it where they are refreshed', () => {
    tf.tidy(() => {
      const [stale, fresh] = [false, true].map((refreshLabels) => {
        const setup = setupOf(network, { refreshLabels });
        const inputs = inputsOf(setup, featureSize);
        const outcome = correctedStep(setup, inputs);
        const joined = joinBatch(inputs.batch, 0.5);
        const corrector = refreshLabels ? outcome.state.corrector : inputs.state.corrector;
        const evidence = evidenceOf(setup, inputs.state, joined);
        const labels = correctedLabels(corrector, evidence, { classCount, skipLink: false });
        const expected = correctedLoss(outcome.logits, labels, inputs.batch.givenLabels);
        expectClose(outcome.losses, expected.dataSync(), 1e-5);
        return [...outcome.losses.dataSync()];
      });
      expect(fresh).not.toEqual(stale);
    });
  });
});

function sumOfSquares(tensors: NamedTensors): number {
  return Object.values(tensors).reduce((sum, tensor) => sum + tensor.square().sum().dataSync()[0]!, 0);
}
