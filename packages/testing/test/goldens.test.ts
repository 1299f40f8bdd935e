import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { expectClose, readGolden } from '../src/index.ts';

describe('goldens', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('are read from the repository, and passed over where there is none of that name', () => {
    vi.stubEnv('GOLDENS_DIR', undefined);
    expect(readGolden('losses')).toHaveProperty('cases');
    expect(readGolden('no-such-method')).toBeUndefined();
  });

  it('are read from another folder when GOLDENS_DIR names one', () => {
    const folder = mkdtempSync(join(tmpdir(), 'ballast-goldens-'));
    writeFileSync(join(folder, 'own.json'), '{"shape":[1],"data":[2]}');
    vi.stubEnv('GOLDENS_DIR', folder);
    expect(readGolden('own')).toEqual({ shape: [1], data: [2] });
    expect(readGolden('losses')).toBeUndefined();
    rmSync(folder, { recursive: true });
  });

  it('are compared relative to the largest element', () => {
    expectClose([1000.05, 0.04], [1000, 0]);
    expect(() => {
      expectClose([1000.2, 0], [1000, 0]);
    }).toThrow(/\[0\] is off by/);
  });

  it('never accept a number that is none, or a missing element', () => {
    expect(() => {
      expectClose([NaN], [0]);
    }).toThrow();
    expect(() => {
      expectClose([1], [1, 2]);
    }).toThrow(/1 elements, expected 2/);
  });
});
