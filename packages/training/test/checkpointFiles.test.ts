import { existsSync, mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { initializeBackend, tf } from '@ballast/tensor';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Checkpoint } from '../src/checkpoints/checkpoint.ts';
import { CheckpointFiles } from '../src/checkpoints/checkpointFiles.ts';
import { disposeReplaced } from '../src/tensors/groups.ts';

let folder: string;
let file: string;
let files: CheckpointFiles;

beforeAll(async () => {
  await initializeBackend();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ballast-checkpoints-'));
  file = join(folder, 'checkpoint.safetensors');
  files = new CheckpointFiles(file, Number.POSITIVE_INFINITY);
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(epochsDone: number, isLast = false): void {
  const tensors = { weight: tf.scalar(epochsDone) };
  files.write({ tensors, arrays: {}, runner: {}, epochsDone, lossEpochs: 0 }, isLast);
  tf.dispose(tensors);
}

/** What a new process finds: its epoch, and the number that was written with it. */
function found(): (number | undefined)[] {
  const checkpoint = new CheckpointFiles(file).read() as Checkpoint;
  const [value] = checkpoint.tensors['weight']?.dataSync() ?? [];
  disposeReplaced(checkpoint.tensors, {});
  return [checkpoint.epochsDone, value];
}

describe('checkpoints', () => {
  it('are there after every epoch, and leak nothing', () => {
    const before = tf.memory().numTensors;
    expect(files.read()).toBeUndefined();
    for (const epoch of [1, 2, 3, 4]) {
      write(epoch);
      expect(found()).toEqual([epoch, epoch]);
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  it('are one file after the last epoch', () => {
    [1, 2, 3].forEach((epoch) => {
      write(epoch);
    });
    expect(existsSync(`${file}.recent`)).toBe(true);
    write(4, true);
    expect(existsSync(`${file}.recent`)).toBe(false);
    expect(found()).toEqual([4, 4]);
  });

  it('are the older one where the newer one is damaged, and the newer one where the older is', () => {
    write(1);
    write(2);
    truncateSync(`${file}.recent`, 20);
    expect(found()).toEqual([1, 1]);
    write(3);
    truncateSync(file, 0);
    expect(found()).toEqual([3, 3]);
    truncateSync(`${file}.recent`, 20);
    expect(() => new CheckpointFiles(file).read()).toThrow('the file is cut off');
  });
});
