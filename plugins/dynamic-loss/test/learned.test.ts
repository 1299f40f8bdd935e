import { createRandom, type NamedTensors } from '@ballast/core';
import { gradients, initializeBackend, softmaxCrossEntropy, tf } from '@ballast/tensor';
import { expectClose, normalTensor } from '@ballast/testing';
import type { Rank, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { correctedLoss } from '../src/learned/correctedLoss.ts';
import { corrections, initializeCorrector } from '../src/learned/labelCorrector.ts';
import { initializeMargin, margins } from '../src/learned/marginGenerator.ts';
import { gumbelNoise, pseudoLabels } from '../src/learned/pseudoLabels.ts';
import { CorrectorOptions, MarginOptions } from '../src/options.ts';

beforeAll(async () => {
  await initializeBackend();
});

const int = (values: number[]): Tensor1D => tf.tensor1d(values, 'int32');
const labels = [0, 2, 1, 2];
const logits = () => normalTensor<Tensor2D>([4, 3], createRandom(1));

describe('the corrected loss', () => {
  it('does not change when a constant is added to all margins, nor does its gradient', () => {
    tf.tidy(() => {
      const lossAt = (constant: number) => (at: Tensor2D) =>
        correctedLoss(at, int(labels), {
          trust: tf.tensor1d([0.2, 0.9, 1, 0]),
          pseudoLabels: tf.softmax(logits()),
          margins: tf.tensor2d([[1 + constant, 0.5 + constant, constant]]),
        });
      const gradientAt = (constant: number) => tf.grad((at) => lossAt(constant)(at as Tensor2D).sum())(logits());
      expectClose(lossAt(3)(logits()), lossAt(0)(logits()), 1e-5);
      expectClose(gradientAt(3), gradientAt(0), 1e-5);
    });
  });

  it('is cross entropy to the last bit with full trust and no margin', () => {
    tf.tidy(() => {
      const correction = { trust: tf.ones<Rank.R1>([4]), pseudoLabels: tf.softmax(logits()), margins: tf.zeros<Rank.R2>([1, 3]) }; // prettier-ignore
      const actual = correctedLoss(logits(), int(labels), correction);
      expect([...actual.dataSync()]).toEqual([...softmaxCrossEntropy(logits(), int(labels)).dataSync()]);
    });
  });

  it('is cross entropy against the pseudo-label without trust', () => {
    tf.tidy(() => {
      const correction = { trust: tf.zeros<Rank.R1>([4]), pseudoLabels: tf.oneHot(int([1, 1, 0, 0]), 3).toFloat() as Tensor2D, margins: undefined }; // prettier-ignore
      const actual = correctedLoss(logits(), int(labels), correction);
      expectClose(actual, softmaxCrossEntropy(logits(), int([1, 1, 0, 0])), 1e-5);
    });
  });
});

describe('the label corrector', () => {
  const options = CorrectorOptions.parse({});

  it('has 15,370 parameters for ten classes, the margin generator 9,034, as published', () => {
    tf.tidy(() => {
      const size = (tensors: NamedTensors) => Object.values(tensors).reduce((sum, tensor) => sum + tensor.size, 0);
      expect(size(initializeCorrector(options, 10, createRandom(0)))).toBe(15_370);
      expect(size(initializeMargin(MarginOptions.parse({}), 10, createRandom(0)))).toBe(9_034);
    });
  });

  it('trusts every label by about 0.98 at the start, and all classes have about the same margin', () => {
    tf.tidy(() => {
      const trust = corrections(initializeCorrector(options, 10, createRandom(0)), int([0, 50, 99]), int([0, 5, 9]));
      for (const value of trust.dataSync()) expect(Math.abs(value - 0.9817)).toBeLessThan(0.02);
      const start = margins(initializeMargin(MarginOptions.parse({}), 10, createRandom(0))).dataSync();
      for (const value of start) expect(Math.abs(value - 1)).toBeLessThan(0.6);
    });
  });

  it('learns for a class from samples of that class alone, in its last layer', () => {
    tf.tidy(() => {
      const corrector = initializeCorrector(options, 3, createRandom(0));
      const { gradients: slopes } = gradients((at) => corrections(at, int([1, 7]), int([2, 2])).sum(), corrector);
      const [first, second, third] = slopes['bias3']!.dataSync();
      expect([first, second]).toEqual([0, 0]);
      expect(third).toBeGreaterThan(0);
    });
  });
});

describe('pseudo-labels', () => {
  it('are drawn with the predicted probabilities', () => {
    tf.tidy(() => {
      const count = 20_000;
      const rows = tf.tile(tf.tensor2d([[0, 1, 2]]), [count, 1]);
      const drawn = pseudoLabels({ type: 'drawn', temperature: 1 }, rows, gumbelNoise(count, 3, createRandom(2)));
      const shares = drawn.mean(0).dataSync();
      const expected = tf.softmax(tf.tensor1d([0, 1, 2])).dataSync();
      shares.forEach((share, label) => {
        expect(Math.abs(share - expected[label]!)).toBeLessThan(0.015); // four deviations
      });
      expect(new Set(drawn.dataSync())).toEqual(new Set([0, 1]));
    });
  });

  it('are near to a drawn one at a low temperature, and the softmax without noise', () => {
    tf.tidy(() => {
      const noise = gumbelNoise(4, 3, createRandom(2));
      const drawn = pseudoLabels({ type: 'drawn', temperature: 1 }, logits(), noise);
      expectClose(pseudoLabels({ type: 'relaxed', temperature: 1e-3 }, logits(), noise), drawn, 1e-3);
      expectClose(pseudoLabels({ type: 'softmax', temperature: 1 }, logits(), noise), tf.softmax(logits()), 1e-6);
    });
  });
});
