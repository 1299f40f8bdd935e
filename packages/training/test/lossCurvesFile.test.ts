import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { blocksOf, createRandom, meanLosses } from '@ballast/core';
import { afterAll, describe, expect, it } from 'vitest';
import { appendLosses, openLossCurves, recordedEpochs } from '../src/checkpoints/lossCurvesFile.ts';

const folder = mkdtempSync(join(tmpdir(), 'ballast-curves-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const samples = 70;
const random = createRandom('loss curves');
const epochs = Array.from({ length: 12 }, () => Float32Array.from({ length: samples }, () => random.normal()));
const valueAt = (sample: number, epoch: number) => epochs[epoch]![sample]!;

function recorded(name: string, count: number): string {
  const file = join(folder, name);
  for (const [epoch, losses] of epochs.slice(0, count).entries()) appendLosses(file, epoch, losses);
  return file;
}

describe('a file of loss curves', () => {
  it.each([
    ['in memory', undefined],
    ['out of the file', 0],
  ])('gives blocks of samples of what was written epoch by epoch, %s', (_, inMemory) => {
    const file = recorded(`curves-${String(inMemory)}.npy`, 12);
    const curves = openLossCurves(file, inMemory);
    expect([curves.sampleCount, curves.length]).toEqual([70, 12]);
    const expected = Array.from({ length: 240 }, (_, at) => valueAt(13 + Math.floor(at / 12), at % 12));
    expect([...curves.block(13, 20)]).toEqual(expected);
    expect(() => curves.block(60, 11)).toThrow(RangeError);
    expect(meanLosses(curves, 10)[69]).toBe((valueAt(69, 10) + valueAt(69, 11)) / 2);
  });

  it('has an epoch that is written again once, and nothing of those after it', () => {
    const file = recorded('again.npy', 5);
    appendLosses(file, 3, epochs[7]!);
    expect([...openLossCurves(file).block(69, 1)]).toEqual([0, 1, 2, 7].map((epoch) => valueAt(69, epoch)));
    expect(statSync(file).size).toBe(128 + 4 * samples * 4);
    appendLosses(file, 0, epochs[8]!);
    expect([...openLossCurves(file).block(0, 2)]).toEqual([valueAt(0, 8), valueAt(1, 8)]);
  });

  it('forgets an epoch that was not finished, and refuses other samples and missing epochs', () => {
    const file = recorded('killed.npy', 1);
    appendFileSync(file, Buffer.alloc(10));
    expect(recordedEpochs(file)).toBe(1);
    appendLosses(file, 1, epochs[1]!);
    expect([...openLossCurves(file).block(4, 1)]).toEqual([valueAt(4, 0), valueAt(4, 1)]);
    expect(() => {
      appendLosses(file, 2, new Float32Array(71));
    }).toThrow(/70 samples in 2 epochs, not of 71 samples in 2 epochs/);
    expect(() => {
      appendLosses(file, 3, epochs[3]!);
    }).toThrow(/not of 70 samples in 3 epochs/);
    expect(recordedEpochs(join(folder, 'none.npy'))).toBe(0);
  });

  const numpy = spawnSync('python3', ['-c', 'import numpy']).status === 0;
  it.skipIf(!numpy)('is an array of NumPy, and NumPy’s own order is read as well', () => {
    const file = recorded('numpy.npy', 12);
    const rows = join(folder, 'rows.npy');
    const program =
      'import numpy, sys; a = numpy.load(sys.argv[1], mmap_mode="r"); numpy.save(sys.argv[2], numpy.ascontiguousarray(a)); print(a.shape, repr(float(a[17, 9])))';
    const { stdout } = spawnSync('python3', ['-c', program, file, rows], { encoding: 'utf8' });
    expect(stdout.trim()).toBe(`(70, 12) ${String(valueAt(17, 9))}`);
    for (const inMemory of [undefined, 0]) {
      expect(openLossCurves(rows, inMemory).block(20, 30)).toEqual(openLossCurves(file).block(20, 30));
    }
  });
});

describe('blocks', () => {
  it('are all samples in order, a bounded part at a time', () => {
    const asked: number[] = [];
    const block = (first: number, count: number): Float32Array => {
      asked.push(count);
      return new Float32Array(count * 300).fill(first);
    };
    const blocks = [...blocksOf({ sampleCount: 10_000, length: 300, block })];
    expect(blocks.map(({ first }) => first)).toEqual([0, 3495, 6990]);
    expect(asked).toEqual([3495, 3495, 3010]);
    expect(Math.max(...asked) * 300 * 4).toBeLessThanOrEqual(4 * 2 ** 20);
  });
});
