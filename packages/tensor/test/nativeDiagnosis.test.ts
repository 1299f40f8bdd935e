import { describe, expect, it } from 'vitest';
import { diagnose, initializeBackend, tf } from '../src/index.ts';
import { findNative } from '../src/native/installation.ts';

describe('diagnose', () => {
  it('tells what computes, with versions and threads', async () => {
    const { backend, versions, problem } = await diagnose();
    expect(problem).toBeUndefined();
    expect(backend).toEqual(await initializeBackend());
    expect(versions).toMatchObject({ node: process.versions.node, tfjs: tf.version.tfjs });
    expect(backend?.threads).toBeGreaterThanOrEqual(1);
  });

  it('names a command exactly when the native backend is not in use', async () => {
    const { backend, native } = await diagnose();
    expect(native.installed).toBe(findNative().installed);
    expect(native.command === undefined).toBe(backend?.backend === 'native');
    if (!native.installed) expect(native.command).toBe('npm run setup:native');
    for (const { name, remedy } of native.missing) expect([name, remedy]).not.toContain('');
  });
});
