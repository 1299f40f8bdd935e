import { createRandom } from '@ballast/core';
import { initializeBackend, softmaxCrossEntropy, tf } from '@ballast/tensor';
import { expectClose, normalTensor } from '@ballast/testing';
import type { Rank, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { coRefine, meanPrediction, sharpen } from '../src/steps/labels.ts';
import { mixMatchLoss, rampedWeight } from '../src/steps/mixMatchLoss.ts';
import { warmUpLoss } from '../src/steps/warmUpLoss.ts';

beforeAll(async () => {
  await initializeBackend();
});

const int = (values: number[]): Tensor1D => tf.tensor1d(values, 'int32');
const context = { classCounts: [1, 1, 1], epoch: 0, epochs: 1 };
const logits = () => normalTensor<Tensor2D>([4, 3], createRandom(3));

/** Two rows from a place on. */
const rows = (of: Tensor2D, start: number) => tf.slice<Rank.R2, Tensor2D>(of, [start, 0], [2, -1]);

describe('soft labels', () => {
  it('are sharpened to p^(1/T) / Σ', () => {
    tf.tidy(() => {
      const p = tf.tensor2d([[0.5, 0.3, 0.2]]);
      expectClose(sharpen(p, 0.5), [0.25 / 0.38, 0.09 / 0.38, 0.04 / 0.38], 1e-6);
      expect([...sharpen(p, 1).dataSync()]).toEqual([...p.dataSync()]);
      expectClose(sharpen(p, 0.02), [1, 0, 0], 1e-5);
    });
  });

  it('are the given label with full trust, the prediction without, and in between their mean', () => {
    tf.tidy(() => {
      const predicted = tf.tensor2d([[0.5, 0.3, 0.2], [0.5, 0.3, 0.2], [0.5, 0.3, 0.2]]); // prettier-ignore
      const refined = coRefine({ givenLabels: int([1, 1, 1]), trust: tf.tensor1d([1, 0, 0.5]), predicted });
      expectClose(refined, [0, 1, 0, 0.5, 0.3, 0.2, 0.25, 0.65, 0.1], 1e-6);
    });
  });

  it('are guessed by all predictions alike', () => {
    tf.tidy(() => {
      const guesses = [[1, 0], [0, 1], [0.5, 0.5], [1, 0]].map((row) => tf.tensor2d([row])); // prettier-ignore
      expectClose(meanPrediction(guesses), [0.625, 0.375], 1e-6);
    });
  });
});

describe('the loss', () => {
  const hot = () => tf.tensor2d([[1, 0, 0], [0, 0, 1], [0.2, 0.5, 0.3], [0, 1, 0]]); // prettier-ignore
  const lossOf = (weight: number, priorWeight: number, at: Tensor2D) =>
    mixMatchLoss({ labels: hot(), labelled: 2, unlabelledWeight: tf.scalar(weight), priorWeight })
      .perSample({ logits: at, givenLabels: int([0, 0]), ...context })
      .mean()
      .dataSync()[0]!;

  it('is the mean cross entropy of the labelled samples where nothing else counts', () => {
    tf.tidy(() => {
      const labelled = rows(logits(), 0);
      const expected = softmaxCrossEntropy(labelled, int([0, 2]))
        .mean()
        .dataSync()[0]!;
      expect(lossOf(0, 0, logits())).toBeCloseTo(expected, 5);
    });
  });

  it('grows with λ_u by the mean squared error of the unlabelled probabilities, over samples and classes', () => {
    tf.tidy(() => {
      const p = tf.softmax(rows(logits(), 2));
      const error = tf.mean(tf.squaredDifference(p, rows(hot(), 2))).dataSync()[0]!;
      expect(lossOf(25, 0, logits()) - lossOf(0, 0, logits())).toBeCloseTo(25 * error, 4);
    });
  });

  it('has a divergence from the uniform mean prediction, which is 0 where that is uniform', () => {
    tf.tidy(() => {
      const p = [...tf.mean(tf.softmax(logits()), 0).dataSync()];
      const divergence = p.reduce((sum, value) => sum + Math.log(1 / 3 / value) / 3, 0);
      expect(lossOf(0, 1, logits()) - lossOf(0, 0, logits())).toBeCloseTo(divergence, 5);
      expect(divergence).toBeGreaterThan(0.001);
      const even = tf.mul<Tensor2D>(logits(), 0);
      expect(lossOf(0, 1, even)).toBeCloseTo(lossOf(0, 0, even), 6);
    });
  });

  it('has λ_u rise in a line from the end of the warm-up on', () => {
    expect([-1, 0, 4, 16, 40].map((epochs) => rampedWeight(25, epochs, 16))).toEqual([0, 0, 6.25, 25, 25]);
    expect(rampedWeight(25, 0, 0)).toBe(25);
  });
});

describe('the warm-up', () => {
  it('is cross entropy to the last bit without the penalty, and less by the entropy with it', () => {
    tf.tidy(() => {
      const inputs = { logits: logits(), givenLabels: int([0, 1, 2, 0]), ...context };
      const plain = softmaxCrossEntropy(logits(), inputs.givenLabels);
      expect([...warmUpLoss(0).perSample(inputs).dataSync()]).toEqual([...plain.dataSync()]);
      const p = tf.softmax(logits());
      const entropy = tf.neg(tf.sum(tf.mul(p, tf.log(p)), 1));
      expectClose(warmUpLoss(1).perSample(inputs), tf.sub(plain, entropy).dataSync(), 1e-5);
    });
  });
});
