import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failureOf } from '../src/launcher/failures.ts';
import { asStoreError, StoreError, writeFileAtomically, writeJson } from '../src/store/atomic.ts';
import { decodeNpy, encodeNpy, isWholeNpy } from '../src/store/npy.ts';
import { PhaseFolder } from '../src/store/phaseFolder.ts';
import { readText } from '../src/store/readText.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ballast-store-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('.npy', () => {
  const arrays = fc
    .tuple(fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 3 }), fc.boolean(), fc.integer())
    .map(([shape, float, seed]) => {
      const count = shape.reduce((product, extent) => product * extent, 1);
      const values = Array.from({ length: count }, (_, index) => seed + index * 0.37);
      return { shape, data: float ? new Float32Array(values) : new Int32Array(values) };
    });

  it('comes back as it was, bit for bit', () => {
    fc.assert(
      fc.property(arrays, (array) => {
        expect(decodeNpy(encodeNpy(array))).toEqual(array);
      }),
    );
  });

  it('keeps infinities and values that are no numbers', () => {
    const array = { shape: [3], data: new Float32Array([Number.NaN, Number.POSITIVE_INFINITY, -0]) };
    expect(decodeNpy(encodeNpy(array))).toEqual(array);
  });

  it('aligns the values to 64 bytes, as the format asks', () => {
    fc.assert(fc.property(arrays, (array) => (encodeNpy(array).length - array.data.byteLength) % 64 === 0));
  });

  it('is seen to be cut off', () => {
    const file = join(folder, 'a.npy');
    const bytes = encodeNpy({ shape: [4], data: new Float32Array(4) });
    writeFileSync(file, bytes);
    expect(isWholeNpy(file)).toBe(true);
    for (const length of [bytes.length - 1, bytes.length - 16, 40, 3, 0]) {
      writeFileSync(file, bytes.subarray(0, length));
      expect(isWholeNpy(file)).toBe(false);
      expect(() => decodeNpy(readFileSync(file))).toThrow();
    }
    expect(isWholeNpy(join(folder, 'none.npy'))).toBe(false);
  });

  const python = spawnSync('python3', ['-c', 'import numpy']).status === 0;
  it.skipIf(!python)('is what numpy reads (skipped without Python and numpy)', () => {
    const file = join(folder, 'a.npy');
    writeFileSync(file, encodeNpy({ shape: [2, 3], data: new Int32Array([1, 2, 3, 4, 5, -6]) }));
    const { stdout } = spawnSync('python3', [
      '-c',
      `import numpy; print(numpy.load(${JSON.stringify(file)}).tolist())`,
    ]);
    expect(String(stdout).trim()).toBe('[[1, 2, 3], [4, 5, -6]]');
  });
});

describe('files are written whole or not at all', () => {
  it('through a process that is killed while it writes', async () => {
    const file = join(folder, 'value.json');
    const atomic = new URL('../src/store/atomic.ts', import.meta.url).href;
    const script = `import { writeJson } from '${atomic}';
      for (let n = 0; ; n++) writeJson(${JSON.stringify(file)}, { values: Array.from({ length: 50000 }, () => n) });`;
    writeFileSync(join(folder, 'writer.mts'), script);
    const root = new URL('../../../', import.meta.url).pathname;
    const child = spawn(process.execPath, ['--import', 'tsx', join(folder, 'writer.mts')], { cwd: root });
    while (!existsSync(file)) await new Promise((resolve) => setTimeout(resolve, 20));
    await new Promise((resolve) => setTimeout(resolve, 137));
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('close', resolve));
    const { values } = JSON.parse(readFileSync(file, 'utf8')) as { values: number[] };
    expect(values).toHaveLength(50_000);
    expect(new Set(values).size).toBe(1);
  });

  it('and a refusal leaves nothing behind, and says what to do', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => {
      writeFileAtomically(join(folder, 'file', 'below.json'), 'text');
    }).toThrow(StoreError);
    expect(readdirSync(folder)).toEqual(['file']);
  });

  it.skipIf(!existsSync('/proc/self'))('a place where no folder can be made is refused at once', () => {
    expect(() => {
      writeFileAtomically('/proc/nowhere/below/a.json', 'text');
    }).toThrow(/\/proc\/nowhere: cannot write: no folder can be made here\.\n {2}.*--results/);
  });

  it.each(['ENOSPC', 'EIO', 'EROFS', 'EACCES', 'EDQUOT'])('%s is a message that stops the suite', (code) => {
    const error = Object.assign(new Error(code), { code, path: 'results/x' });
    expect(asStoreError(error, 'y')?.message).toMatch(/^results\/x: cannot write: .*\n {2}.*--results/);
    expect(failureOf(new Error('while saving', { cause: error }))).toMatchObject({ kind: 'user', stopsSuite: true });
  });

  it.skipIf(process.getuid?.() === 0)('a folder without permission (skipped as root)', () => {
    chmodSync(folder, 0o500);
    expect(() => {
      writeFileAtomically(join(folder, 'a'), 'text');
    }).toThrow(/no permission/);
    chmodSync(folder, 0o700);
  });
});

describe('a file of text', () => {
  it('is undefined where there is none, and a message where it cannot be read', () => {
    expect(readText(join(folder, 'none'))).toBeUndefined();
    expect(() => readText(folder)).toThrow(/: this cannot be read \(EISDIR\)\.\n {2}.*permissions/);
  });
});

describe('a phase’s folder', () => {
  const output = { arrays: { sampleWeights: { shape: [2], data: new Float32Array([0.5, 1]) } } };

  it('gives back what it was given, once it is marked finished', () => {
    const phase = new PhaseFolder(join(folder, 'probing'));
    expect(phase.summary('id')).toBeUndefined();
    phase.finish('id', output, {});
    const summary = phase.summary('id');
    expect(summary && phase.output(summary)).toEqual(output);
    expect(phase.summary('another id')).toBeUndefined();
  });

  it('is unfinished when a file is damaged or missing', () => {
    const phase = new PhaseFolder(join(folder, 'probing'));
    phase.finish('id', output, {});
    truncateSync(phase.file('sampleWeights.npy'), 100);
    expect(phase.summary('id')).toBeUndefined();
    phase.finish('id', output, {});
    writeFileSync(phase.file('summary.json'), '{"id": "id", "arr');
    expect(phase.summary('id')).toBeUndefined();
  });

  it('reads metrics up to a line that was cut off', () => {
    const phase = new PhaseFolder(join(folder, 'probing'));
    writeJson(phase.file('config.json'), {});
    writeFileSync(phase.file('metrics.jsonl'), '{"epoch":0,"perClass":[null,1]}\n{"epoch":1}\n{"epo');
    expect(phase.metrics()).toEqual([{ epoch: 0, perClass: [Number.NaN, 1] }, { epoch: 1 }]);
  });

  it('adds the time of an interrupted run to that of its continuation', () => {
    const phase = new PhaseFolder(folder);
    phase.addTiming({ seconds: 2, peakMemoryMegabytes: 300, host: 'a' });
    phase.addTiming({ seconds: 3, peakMemoryMegabytes: 200, host: 'b' });
    expect(phase.timing()).toEqual({ seconds: 5, peakMemoryMegabytes: 300, host: 'b' });
  });
});
