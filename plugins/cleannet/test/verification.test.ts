import { createRandom } from '@ballast/core';
import { gradients, initializeBackend, namedTensor, tf } from '@ballast/tensor';
import { expectClose, normalTensor } from '@ballast/testing';
import type { Scalar, Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  classEmbeddings,
  compressed,
  initializeEmbeddings,
  queryEmbeddings,
  reconstructed,
  similarities,
} from '../src/embedding/embeddings.ts';
import { CleanNetOptions } from '../src/options.ts';
import { drawClaims } from '../src/verification/claims.ts';
import { believed, similarityLoss } from '../src/verification/verificationLoss.ts';
import { verificationLosses } from '../src/verification/verificationStep.ts';
import { sampleWeights } from '../src/weighting/sampleWeights.ts';

const options = CleanNetOptions.parse({}).verification;

beforeAll(async () => {
  await initializeBackend();
});

describe('the similarity loss', () => {
  const cosines = [0.9, 0.9, 0.05, -1, 0.1];
  const areRight = [1, 0, 0, 1, 0];

  it('is v(1 − cos) + ω(1 − v) max(0, cos − ρ)', () => {
    tf.tidy(() => {
      const found = similarityLoss(tf.tensor1d(cosines), tf.tensor1d(areRight), options).dataSync();
      expectClose([...found], [0.1, 5 * 0.8, 0, 2, 0], 1e-6);
    });
  });

  it('believes the similarity of an unverified sample from the margin on, without a gradient through that', () => {
    tf.tidy(() => {
      const values = tf.tensor1d([0.3, -0.3, 0.09]);
      expect([...believed(values, 0.1).dataSync()]).toEqual([1, 0, 0]);
      const loss = (x: Tensor1D): Scalar => similarityLoss(x, believed(x, 0.1), options).sum();
      const { gradients: derived } = gradients(({ x }) => loss(x as Tensor1D), { x: values });
      expect([...namedTensor(derived, 'x').dataSync()]).toEqual([-1, 0, 0]);
    });
  });
});

describe('the embeddings', () => {
  const sizes = { size: 6, hiddenSize: 5 };
  const parameters = () => initializeEmbeddings(sizes, 4, createRandom(1));
  const references = (): Tensor3D => normalTensor<Tensor3D>([3, 2, 4], createRandom(2));

  it('compress features by ln(1 + x), and keep the sign', () => {
    tf.tidy(() => {
      const found = compressed(tf.tensor1d([0, Math.E - 1, 1 - Math.E])).dataSync();
      expectClose([...found], [0, 1, -1], 1e-6);
    });
  });

  it('see a class by its references, in whatever order they come', () => {
    tf.tidy(() => {
      const given = references();
      const forwards = classEmbeddings(parameters(), given);
      const backwards = classEmbeddings(parameters(), tf.reverse(given, 1));
      expect(forwards.shape).toEqual([3, 6]);
      expectClose([...forwards.dataSync()], [...backwards.dataSync()], 1e-6);
    });
  });

  it('see a class of equal references as one reference of it', () => {
    tf.tidy(() => {
      const one = tf.slice(references(), [0, 0, 0], [3, 1, 4]);
      const many = classEmbeddings(parameters(), tf.tile(one, [1, 7, 1]));
      expectClose([...many.dataSync()], [...classEmbeddings(parameters(), one).dataSync()], 1e-6);
    });
  });

  it('see a class by its most typical reference alone, where attention is without doubt', () => {
    tf.tidy(() => {
      const doubtful = parameters();
      const sure = { ...doubtful, context: tf.mul(namedTensor(doubtful, 'context'), 1e4) };
      const given = references();
      const alone = [0, 1].map((at) => classEmbeddings(doubtful, tf.slice(given, [0, at, 0], [3, 1, 4])).arraySync());
      const found = classEmbeddings(sure, given).arraySync();
      found.forEach((embedding, label) => {
        const distances = alone.map((rows) =>
          Math.max(...embedding.map((value, axis) => Math.abs(value - (rows[label]?.[axis] ?? Number.NaN)))),
        );
        expect(Math.min(...distances)).toBeLessThan(1e-4);
      });
      const shared = classEmbeddings(doubtful, given).arraySync();
      expect(shared).not.toEqual(found);
    });
  });

  it('are compared by cosines', () => {
    tf.tidy(() => {
      const found = similarities(tf.tensor2d([[3, 4], [0, 2]]), tf.tensor2d([[1, 0], [-3, -4]])); // prettier-ignore
      expectClose([...found.dataSync()], [0.6, -1, 0, -0.8], 1e-6);
    });
  });

  it('are learned from verified samples, from unverified ones γ times, and from decoded features β times', () => {
    tf.tidy(() => {
      const queries = normalTensor<Tensor2D>([4, 4], createRandom(3));
      const claimed = tf.oneHot(tf.tensor1d([0, 1, 2, 1], 'int32'), 3).toFloat() as Tensor2D;
      const areRight = tf.tensor1d([1, 0]);
      const inputs = { features: queries, claimed, areRight, references: references() };
      const losses = (changed: Partial<typeof options>): number[] => [
        ...verificationLosses(parameters(), inputs, { ...options, ...changed }).losses.dataSync(),
      ];
      const [none, unverified, decoded] = [
        losses({ unverifiedWeight: 0, reconstructionWeight: 0 }),
        losses({ unverifiedWeight: 1, reconstructionWeight: 0 }),
        losses({ unverifiedWeight: 0, reconstructionWeight: 1 }),
      ];
      const classes = classEmbeddings(parameters(), references());
      const cosines = similarities(queryEmbeddings(parameters(), queries), classes).arraySync();
      expect(none.slice(2)).toEqual([0, 0]);
      expect(none[0]).toBeCloseTo(1 - (cosines[0]?.[0] ?? 0), 5);
      expect(none[1]).toBeCloseTo(5 * Math.max(0, (cosines[1]?.[1] ?? 0) - 0.1), 5);
      const codes = queryEmbeddings(parameters(), queries);
      const errors = tf.sum(tf.square(tf.sub(queries, reconstructed(parameters(), codes))), 1);
      expectClose(decoded.map((value, at) => value - (none[at] ?? 0)), errors, 1e-5); // prettier-ignore
      const whole = losses({ unverifiedWeight: 0.3, reconstructionWeight: 0.2 });
      const sum = none.map((own, at) => {
        const [alone, coded] = [unverified[at] ?? 0, decoded[at] ?? 0];
        return own + 0.3 * (alone - own) + 0.2 * (coded - own);
      });
      // The first two are verified: γ is nothing to them.
      expect(unverified.slice(0, 2)).toEqual(none.slice(0, 2));
      expectClose(whole, sum, 1e-5);
    });
  });
});

describe('claims', () => {
  const labels = Int32Array.from({ length: 4000 }, (_, at) => at % 5);

  it('name another class as often as is asked, any of them alike, and say so', () => {
    const { labels: claimed, areRight } = drawClaims(labels, { classCount: 5, wrong: 0.2 }, createRandom(0));
    const wrong = [...claimed.keys()].filter((at) => claimed[at] !== labels[at]);
    expect(wrong.length / labels.length).toBeCloseTo(0.2, 1);
    expect([...areRight]).toEqual(Array.from(claimed, (label, at) => Number(label === labels[at])));
    const shifts = [1, 2, 3, 4].map(
      (shift) => wrong.filter((at) => claimed[at] === ((labels[at] as number) + shift) % 5).length / wrong.length,
    );
    for (const share of shifts) expect(Math.abs(share - 0.25)).toBeLessThan(0.06);
  });

  it('are all right where none is to be wrong, and where there is no other class', () => {
    expect(drawClaims(labels, { classCount: 5, wrong: 0 }, createRandom(0)).labels).toEqual(labels);
    expect([...drawClaims([0, 0], { classCount: 1, wrong: 1 }, createRandom(0)).areRight]).toEqual([1, 1]);
  });
});

describe('sample weights', () => {
  const similar = { shape: [4], data: Float32Array.of(-0.5, 0.05, 0.1, 0.9) };

  it.each([
    ['soft', [0, 0.05, 0.1, 0.9]],
    ['hard', [0, 0, 1, 1]],
  ] as const)('are %s', (weighting, expected) => {
    const { shape, data } = sampleWeights(similar, { weighting, threshold: 0.1 });
    expect(shape).toEqual([4]);
    expectClose([...data], [...expected], 1e-7);
  });
});
