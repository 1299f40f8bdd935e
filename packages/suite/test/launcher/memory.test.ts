import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { shortageFor, type MemoryUser } from '../../src/launcher/local/admission.ts';
import { freeMemoryMegabytes } from '../../src/launcher/local/freeMemory.ts';
import { PhaseMemory, processMemory } from '../../src/launcher/local/phaseMemory.ts';
import type { Task } from '../../src/launcher/tasks.ts';

const roots: string[] = [];
afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true });
});

function rootWith(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'ballast-memory-'));
  roots.push(root);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

const gibibyte = 2 ** 30;
const meminfo = 'MemTotal: 8388608 kB\nMemFree: 1024 kB\nMemAvailable:    4194304 kB\n';

describe('free memory', () => {
  it('is what the machine has available', () => {
    expect(freeMemoryMegabytes(rootWith({ 'proc/meminfo': meminfo }))).toBe(4096);
  });

  it('is less where a control group, or one above it, has a limit; cached files count as free', () => {
    const root = rootWith({
      'proc/meminfo': meminfo,
      'proc/self/cgroup': '0::/job/step\n',
      'sys/fs/cgroup/job/step/memory.max': 'max',
      'sys/fs/cgroup/job/step/memory.current': '1000',
      'sys/fs/cgroup/job/memory.max': String(3 * gibibyte),
      'sys/fs/cgroup/job/memory.current': String(2 * gibibyte),
      'sys/fs/cgroup/job/memory.stat': `anon 5\ninactive_file ${String(gibibyte)}\n`,
    });
    expect(freeMemoryMegabytes(root)).toBe(2048);
  });

  it('knows control groups of the first version', () => {
    const root = rootWith({
      'proc/meminfo': meminfo,
      'proc/self/cgroup': '5:devices:/\n4:cpu,memory:/a\n0::/\n',
      'sys/fs/cgroup/memory/a/memory.limit_in_bytes': String(2 * gibibyte),
      'sys/fs/cgroup/memory/a/memory.usage_in_bytes': String(gibibyte),
    });
    expect(freeMemoryMegabytes(root)).toBe(1024);
  });
});

describe('another phase', () => {
  const kind = (name: string) => ({ phase: { name } });
  const user = (name: string, megabytes: number): MemoryUser => ({
    task: { kind: 'phase', phase: { config: kind(name) } } as unknown as Task,
    megabytes,
  });
  const memory = new PhaseMemory('/nowhere');
  memory.measured(kind('large'), 1000);
  memory.measured(kind('large'), 900);
  memory.measured(kind('small'), 10);

  it('does not start when the free memory does not hold the peak of its kind', () => {
    expect(shortageFor(user('large', 0), [user('small', 10)], memory, 999)).toEqual({ needed: 1000, free: 999 });
    expect(shortageFor(user('large', 0), [user('small', 10)], memory, 1000)).toBeUndefined();
  });

  it('counts what those that run will still take, and what its own process has already', () => {
    expect(shortageFor(user('large', 0), [user('large', 300)], memory, 1699)).toMatchObject({ needed: 1700 });
    expect(shortageFor(user('large', 600), [user('large', 300)], memory, 1100)).toBeUndefined();
  });

  it('starts when nothing else runs, and when nobody has measured its kind', () => {
    expect(shortageFor(user('large', 0), [], memory, 1)).toBeUndefined();
    expect(shortageFor(user('new', 0), [user('small', 10)], memory, 1)).toBeUndefined();
  });
});

describe('measured phases', () => {
  it('of the store speak for those of other seeds and corruptions, not for other settings', () => {
    const config = (seed: number, hidden: number) => ({
      task: { dataset: { type: 'digits' }, noise: { rate: seed / 10 }, seed },
      augmentation: {},
      model: { type: 'mlp', hidden: [hidden] },
      backend: 'wasm',
      threads: 1,
      phase: { name: 'training', settings: { epochs: 2 }, uses: {} },
    });
    const root = rootWith({
      'training__a/config.json': JSON.stringify(config(0, 16)),
      'training__a/timing.json': JSON.stringify({ seconds: 1, peakMemoryMegabytes: 321, host: 'h' }),
      'training__b/config.json': JSON.stringify(config(1, 16)),
    });
    const memory = new PhaseMemory(root);
    expect(memory.peak(config(5, 16))).toBe(321);
    expect(memory.peak(config(0, 32))).toBeUndefined();
  });

  it('are measured while they run, where the system tells', () => {
    const { now, peak } = processMemory(process.pid);
    expect(peak).toBeGreaterThanOrEqual(now);
    expect(processMemory(undefined)).toEqual({ now: 0, peak: 0 });
  });
});
