import type { Arithmetic } from '../cells/cell.ts';

/**
 * Thousands of large, short-lived arrays: without these, glibc asks the kernel for fresh pages for each of them
 * (MMAP_MAX), and gives freed ones back at once (TRIM_THRESHOLD), paying page faults again and again.
 */
export const allocatorSettings = {
  MALLOC_MMAP_MAX_: '0',
  MALLOC_TRIM_THRESHOLD_: '4294967296',
  MALLOC_TOP_PAD_: '67108864',
};

/** Memory in huge pages, from glibc 2.35 on: fewer to look up for TensorFlow's arrays, some 20 MB more in a process. */
export const hugePages = { GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1' };

/** What a process that computes is started with: its allocator, threads and backend. */
export function workerEnvironment({ threads, backend }: Pick<Arithmetic, 'threads' | 'backend'>) {
  const pages = backend === 'native' ? hugePages : {};
  return { ...allocatorSettings, ...pages, ...threadSettings(threads), BALLAST_BACKEND: backend };
}

/**
 * TensorFlow reads these when it is loaded; its notices are not for the person who waits. −1: a compiled step runs its
 * ops one after another on the thread that asks for it, instead of waking another one and waiting for it.
 */
export function threadSettings(threads: number): Record<string, string> {
  return {
    TF_NUM_INTRAOP_THREADS: String(threads),
    TF_NUM_INTEROP_THREADS: '-1',
    OMP_NUM_THREADS: String(threads),
    TF_CPP_MIN_LOG_LEVEL: process.env['TF_CPP_MIN_LOG_LEVEL'] ?? '2',
  };
}
