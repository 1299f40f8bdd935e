import { createRandom, type Mode, type NamedTensors, type StageScope } from '@ballast/core';
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { congruences } from '../src/layers/dropout.ts';
import { compile, dropout, dropoutState, gradients, initializeBackend, tf } from '../src/index.ts';
import { normal } from './support.ts';

const units = 40;
const rate = 0.3;

function scopeOf(buffers: NamedTensors, mode: Mode = 'train') {
  const updated: Record<string, Tensor> = {};
  const scope: StageScope = {
    mode,
    parameter: (name) => {
      throw new Error(`dropout has no parameter ${name}`);
    },
    buffer: (name) => buffers[name] as Tensor,
    updateBuffer: (name, value) => {
      updated[name] = value;
    },
  };
  return { scope, updated };
}

const freshState = (size = units): NamedTensors => dropoutState(createRandom(3), 'dropout', size);

/** 1 where a feature is kept; one batch after the other. */
function masksOf(batches: readonly number[], size = units): { masks: number[][]; last: NamedTensors } {
  let buffers = freshState(size);
  const masks = batches.flatMap((batch) => {
    const { scope, updated } = scopeOf(buffers);
    const output = dropout(scope, 'dropout', tf.ones<tf.Rank.R2>([batch, size]), rate);
    buffers = updated;
    return output.arraySync().map((row) => row.map((value) => (value === 0 ? 0 : 1)));
  });
  return { masks, last: buffers };
}

describe('dropout', () => {
  beforeAll(() => initializeBackend());

  it('drops what the generator of Wichmann and Hill says, in whole numbers, across batches of any size', () => {
    const states = Object.values(freshState()).map((state) => Array.from(state.dataSync()));
    const { masks, last } = masksOf([3, 128, 1]);
    const distances: number[] = [];
    masks.forEach((row) => {
      row.forEach((kept, unit) => {
        let sum = 0;
        congruences.forEach(({ modulus, multiplier }, index) => {
          const next = (states[index]![unit]! * multiplier) % modulus;
          states[index]![unit] = next;
          sum += next / modulus;
        });
        const uniform = sum % 1;
        distances.push(Math.abs(uniform - rate));
        if (distances.at(-1)! > 1e-6) expect(kept).toBe(uniform >= rate ? 1 : 0);
      });
    });
    expect(distances.filter((distance) => distance <= 1e-6).length).toBeLessThan(3); // else nothing was compared
    Object.values(last).forEach((state, index) => {
      expect(Array.from(state.dataSync())).toEqual(states[index]);
    });
  });

  it('drops each feature at its rate, independent of other units, samples and steps', () => {
    const { masks } = masksOf([200, 200]);
    const share = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const all = masks.flat();
    // Four deviations of 16,000 draws, and of 400 · 39 products.
    expect(Math.abs(share(all) - (1 - rate))).toBeLessThan(4 * Math.sqrt((rate * (1 - rate)) / all.length));
    const covariance = (pairs: readonly (readonly [number, number])[]) =>
      share(pairs.map(([one, other]) => (one - (1 - rate)) * (other - (1 - rate))));
    const limit = (count: number) => (4 * rate * (1 - rate)) / Math.sqrt(count);
    const units = masks.flatMap((row) => row.slice(1).map((value, unit) => [row[unit]!, value] as const));
    const samples = masks.slice(1).flatMap((row, at) => row.map((value, unit) => [masks[at]![unit]!, value] as const));
    const steps = masks.slice(200).flatMap((row, at) => row.map((value, unit) => [masks[at]![unit]!, value] as const));
    for (const pairs of [units, samples, steps]) expect(Math.abs(covariance(pairs))).toBeLessThan(limit(pairs.length));
  });

  it('drops the features of an image like those of a row', () => {
    const x = normal<tf.Rank.R2>('x', [5, units]);
    const images = tf.reshape<tf.Rank.R4>(x, [5, 2, 4, units / 8]);
    const dropped = dropout(scopeOf(freshState()).scope, 'dropout', images, rate);
    expect(dropped.shape).toEqual(images.shape);
    expect(dropped.dataSync()).toEqual(dropout(scopeOf(freshState()).scope, 'dropout', x, rate).dataSync());
  });

  it('scales what is kept, so that the mean stays, and leaves inference and a rate of 0 alone', () => {
    const x = normal<tf.Rank.R2>('x', [5, units]);
    const { scope, updated } = scopeOf(freshState());
    const output = Array.from(dropout(scope, 'dropout', x, rate).dataSync());
    const values = x.dataSync();
    output.forEach((value, at) => {
      if (value !== 0) expect(value).toBeCloseTo(values[at]! / (1 - rate), 5);
    });
    expect(Object.keys(updated)).toEqual(['dropout.0', 'dropout.1', 'dropout.2']);
    const resting = scopeOf(freshState(), 'inference');
    expect(dropout(resting.scope, 'dropout', x, rate)).toBe(x);
    expect(dropout(scopeOf({}).scope, 'dropout', x, 0)).toBe(x);
    expect(resting.updated).toEqual({});
  });

  it('lets gradients through what is kept alone', () => {
    const x = normal<tf.Rank.R2>('x', [4, units]);
    const apply = (input: Tensor2D) => dropout(scopeOf(freshState()).scope, 'dropout', input, rate);
    const { gradients: found } = gradients(({ x: input }) => tf.sum(apply(input as Tensor2D)), { x });
    const expected = apply(tf.onesLike(x));
    expect(Array.from(found['x']!.dataSync())).toEqual(Array.from(expected.dataSync()));
  });

  it('moves in a compiled step as in the step itself, bit for bit', () => {
    const step = (inputs: { x: Tensor2D; buffers: NamedTensors }) => {
      const { scope, updated } = scopeOf(inputs.buffers);
      return { output: dropout(scope, 'dropout', inputs.x, rate), buffers: updated };
    };
    const compiled = compile(step);
    const x = normal<tf.Rank.R2>('x', [6, units]);
    let [one, other] = [freshState(), freshState()];
    for (let turn = 0; turn < 3; turn++) {
      const [plain, graph] = [step({ x, buffers: one }), compiled({ x, buffers: other }, {})];
      expect(Array.from(graph.output.dataSync())).toEqual(Array.from(plain.output.dataSync()));
      [one, other] = [plain.buffers, graph.buffers];
    }
    expect((one['dropout.0'] as Tensor1D).dataSync()).toEqual((other['dropout.0'] as Tensor1D).dataSync());
  });
});
