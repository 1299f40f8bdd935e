import { initializeBackend, tf } from '@ballast/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { StepNotes } from '../src/loops/stepNotes.ts';

beforeAll(async () => {
  await initializeBackend();
});

describe('notes of steps', () => {
  it('keep what a tidied step leaves behind: last values by sample, means of scalars, and then nothing', () => {
    const before = tf.memory().numTensors;
    const notes = new StepNotes();
    [0, 1].forEach((step) => {
      tf.tidy(() => {
        notes.add(Int32Array.of(step, 2), tf.tensor1d([step, 5 + step]), { loss: tf.scalar(1 + 2 * step) });
      });
    });
    const array = { shape: [4], data: new Float32Array(4).fill(9) };
    expect(notes.finish(array)).toEqual({ loss: 2 });
    expect([...array.data]).toEqual([0, 1, 6, 9]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('free what was never read', () => {
    const before = tf.memory().numTensors;
    const notes = new StepNotes();
    notes.add(Int32Array.of(0), tf.tensor1d([1]), { loss: tf.scalar(1) });
    notes.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
