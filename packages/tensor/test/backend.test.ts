import { UserError } from '@ballast/core';
import { afterEach, describe, expect, it } from 'vitest';
import { backendName, initializeBackend } from '../src/index.ts';
import { findNative } from '../src/native/installation.ts';

describe('the backend', () => {
  const before = process.env['BALLAST_BACKEND'];
  afterEach(() => {
    if (before === undefined) delete process.env['BALLAST_BACKEND'];
    else process.env['BALLAST_BACKEND'] = before;
  });

  it('is unknown before it was chosen', () => {
    expect(() => backendName()).toThrow(/initializeBackend/);
  });

  it('is refused under a name that there is not', async () => {
    process.env['BALLAST_BACKEND'] = 'webgl';
    await expect(initializeBackend()).rejects.toThrow(UserError);
    await expect(initializeBackend()).rejects.toThrow(/BALLAST_BACKEND: "webgl"/);
  });

  it.skipIf(findNative().installed)('tells how to install the native one where it is missing', async () => {
    process.env['BALLAST_BACKEND'] = 'native';
    await expect(initializeBackend()).rejects.toThrow(UserError);
    await expect(initializeBackend()).rejects.toThrow(/npm run setup:native/);
  });

  it('is what the environment says, once for the process', async () => {
    process.env['BALLAST_BACKEND'] = 'wasm';
    expect(await initializeBackend()).toMatchObject({ backend: 'wasm', threads: 1 });
    expect(backendName()).toBe('wasm');
    await expect(initializeBackend('native')).rejects.toThrow(/computes on wasm already/);
    expect(await initializeBackend('wasm')).toEqual(await initializeBackend('auto'));
  });
});
