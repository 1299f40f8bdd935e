import { createRandom } from '@ballast/core';
import { initializeBackend, tf } from '@ballast/tensor';
import { expectClose } from '@ballast/testing';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { drawLatentLabels } from '../src/latentLabels.ts';

beforeAll(async () => {
  await initializeBackend();
});

describe('latent labels', () => {
  it('are drawn as often as p_k · φ[k, ỹ] says', () => {
    const count = 200_000;
    const random = createRandom(5);
    const p = [0.5, 0.3, 0.2];
    const transition = [0.8, 0.1, 0.1, 0.3, 0.6, 0.1, 0.2, 0.2, 0.6];
    const expected = p.map((probability, label) => probability * (transition[label * 3 + 1] as number));
    const total = expected.reduce((sum, value) => sum + value, 0);
    tf.tidy(() => {
      const drawn = drawLatentLabels(tf.tile<Tensor2D>(tf.log(tf.tensor2d([p])), [count, 1]), {
        givenLabels: tf.fill([count], 1, 'int32'),
        transition: tf.tensor2d(transition, [3, 3]),
        uniforms: tf.tensor1d(Float32Array.from({ length: count }, () => random.uniform())),
      });
      // Four standard deviations of a share of 200,000 draws are 0.0042.
      expectClose(drawn.mean(0), expected.map((value) => value / total), 0.006); // prettier-ignore
      expect(new Set(drawn.sum(1).dataSync())).toEqual(new Set([1]));
    });
  });

  it('are the given ones when no label is ever wrong', () => {
    tf.tidy(() => {
      const drawn = drawLatentLabels(tf.zeros([3, 3]), {
        givenLabels: tf.tensor1d([2, 0, 1], 'int32'),
        transition: tf.eye(3),
        uniforms: tf.tensor1d([0, 0.5, 0.999]),
      });
      expect([...drawn.argMax(1).dataSync()]).toEqual([2, 0, 1]);
    });
  });
});
