import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom } from '@ballast/core';
import { afterAll, describe, expect, it } from 'vitest';
import { openLossCurveStore } from '../src/loops/lossCurveStore.ts';

const folder = mkdtempSync(join(tmpdir(), 'ballast-curves-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const samples = 70;
const random = createRandom('loss curves');
const epochs = Array.from({ length: 12 }, () => Float32Array.from({ length: samples }, () => random.normal()));
const valueAt = (sample: number, epoch: number) => epochs[epoch]![sample]!;

describe('a store of loss curves', () => {
  it('gives blocks of samples of what was appended epoch by epoch, also when opened again', () => {
    const file = join(folder, 'curves.npy');
    const store = openLossCurveStore(file, samples);
    for (const losses of epochs.slice(0, 5)) store.appendEpoch(losses);
    store.close();
    const again = openLossCurveStore(file, samples);
    expect(again.epochs).toBe(5);
    for (const losses of epochs.slice(5)) again.appendEpoch(losses);
    const { values, length } = again.readBlock(13, 20);
    expect(length).toBe(12);
    expect([...values]).toEqual(Array.from({ length: 240 }, (_, at) => valueAt(13 + Math.floor(at / 12), at % 12)));
    again.truncate(3);
    again.appendEpoch(epochs[7]!);
    expect([...again.readBlock(69, 1).values]).toEqual([0, 1, 2, 7].map((epoch) => valueAt(69, epoch)));
    expect(statSync(file).size).toBe(128 + 4 * samples * 4);
    expect(() => again.readBlock(60, 11)).toThrow(RangeError);
    again.close();
  });

  it('forgets an epoch that was not finished, and refuses another array', () => {
    const file = join(folder, 'killed.npy');
    const store = openLossCurveStore(file, samples);
    store.appendEpoch(epochs[0]!);
    store.close();
    appendFileSync(file, Buffer.alloc(10));
    const again = openLossCurveStore(file, samples);
    expect(again.epochs).toBe(1);
    again.appendEpoch(epochs[1]!);
    expect([...again.readBlock(4, 1).values]).toEqual([valueAt(4, 0), valueAt(4, 1)]);
    again.close();
    expect(() => openLossCurveStore(file, samples + 1)).toThrow(/71 samples/);
  });

  const numpy = spawnSync('python3', ['-c', 'import numpy']).status === 0;
  it.skipIf(!numpy)('is an array of NumPy', () => {
    const file = join(folder, 'numpy.npy');
    const store = openLossCurveStore(file, samples);
    for (const losses of epochs) store.appendEpoch(losses);
    store.close();
    const program =
      'import numpy, sys; a = numpy.load(sys.argv[1], mmap_mode="r"); print(a.shape, repr(float(a[17, 9])))';
    const { stdout } = spawnSync('python3', ['-c', program, file], { encoding: 'utf8' });
    expect(stdout.trim()).toBe(`(70, 12) ${String(valueAt(17, 9))}`);
  });
});
