import { initializeBackend, tf } from '@ballast/tensor';
import type { Tensor } from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { LeakWatch } from '../src/phases/leakWatch.ts';

const kept: Tensor[] = [];
beforeAll(() => initializeBackend());
afterEach(() => {
  tf.dispose(kept.splice(0));
});

/** What the watch says after each of several epochs that leave so many tensors behind. */
function said(leftBehind: readonly number[]): (number | undefined)[] {
  const watch = new LeakWatch();
  return leftBehind.map((count) => {
    kept.push(...Array.from({ length: count }, () => tf.scalar(1)));
    return watch.afterEpoch({});
  });
}

describe('watching for leaks', () => {
  it('speaks once, when three epochs in a row have left more behind', () => {
    expect(said([5, 2, 2, 7, 1, 1])).toEqual([undefined, undefined, undefined, 7, undefined, undefined]);
  });

  it('leaves alone what is made once, twice, or in the beginning', () => {
    expect(said([100, 3, 3, 0, 1, 0, 0, 2])).toEqual(new Array(8).fill(undefined));
  });

  it('counts the state as it is, whatever its size', () => {
    const watch = new LeakWatch();
    const state: Record<string, Tensor> = {};
    for (let epoch = 0; epoch < 6; epoch++) {
      const tensor = tf.scalar(epoch);
      kept.push(tensor);
      state[String(epoch)] = tensor;
      state[`${String(epoch)} again`] = tensor;
      expect(watch.afterEpoch(state)).toBeUndefined();
    }
  });
});
