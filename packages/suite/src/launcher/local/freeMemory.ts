import { readFileSync } from 'node:fs';
import { freemem } from 'node:os';
import { dirname, join } from 'node:path';

const megabyte = 2 ** 20;

/**
 * Memory in MiB that processes started now can take: what the machine has available, and what every control group
 * (a container's, a batch job's) leaves of its limit. Pages that only cache files count as free.
 * @param root where the system's files stand: `/`.
 */
export function freeMemoryMegabytes(root = '/'): number {
  return Math.min(machineBytes(root), ...groupBytes(root)) / megabyte;
}

/** `MemAvailable` where the kernel tells. */
function machineBytes(root: string): number {
  const kibibytes = /^MemAvailable:\s+(\d+) kB$/m.exec(read(join(root, 'proc/meminfo')) ?? '')?.[1];
  return kibibytes === undefined ? freemem() : Number(kibibytes) * 1024;
}

/** What this process's control group and each group above it leave, of those that have a limit. */
function groupBytes(root: string): number[] {
  const lines = (read(join(root, 'proc/self/cgroup')) ?? '').split('\n');
  return lines.flatMap((line) => {
    const [, controllers = '', path = '/'] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
    const isUnified = line.startsWith('0::');
    if (!isUnified && !controllers.split(',').includes('memory')) return [];
    const mount = join(root, 'sys/fs/cgroup', isUnified ? '' : 'memory');
    return above(path).flatMap((group) => left(join(mount, group), isUnified ? unified : legacy) ?? []);
  });
}

interface GroupFiles {
  readonly limit: string;
  readonly usage: string;
  /** In `memory.stat`. */
  readonly cache: RegExp;
}

const unified: GroupFiles = { limit: 'memory.max', usage: 'memory.current', cache: /^inactive_file (\d+)$/m };
const legacy: GroupFiles = {
  limit: 'memory.limit_in_bytes',
  usage: 'memory.usage_in_bytes',
  cache: /^total_inactive_file (\d+)$/m,
};

/** Undefined for a group without a limit. */
function left(folder: string, files: GroupFiles): number | undefined {
  const limit = Number(read(join(folder, files.limit)) ?? 'max');
  const usage = Number(read(join(folder, files.usage)));
  if (!Number.isFinite(limit) || !Number.isFinite(usage)) return undefined;
  const cache = Number(files.cache.exec(read(join(folder, 'memory.stat')) ?? '')?.[1] ?? 0);
  return Math.max(0, limit - usage + cache);
}

/** A path with every path above it. */
function above(path: string): string[] {
  const parent = dirname(path);
  return parent === path ? [path] : [path, ...above(parent)];
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
