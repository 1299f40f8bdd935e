import type { Json } from '@ballast/core';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { canonicalJson } from '../../cells/canonicalJson.ts';
import { PhaseFolder, readOrUndefined } from '../../store/phaseFolder.ts';

/** Of a phase's config, what its memory depends on: everything but seed, corruption and the phases before it. */
const Kind = z.object({
  task: z.object({ dataset: z.json() }),
  augmentation: z.json(),
  model: z.json(),
  backend: z.json(),
  threads: z.json(),
  phase: z.object({ name: z.string(), settings: z.json() }),
});

/** Peak memory in MiB of the phases that were measured, by their kind: those in the store, and those that run now. */
export class PhaseMemory {
  private readonly peaks = new Map<string, number>();

  /** @param phasesFolder of the store, with what earlier runs measured. */
  constructor(phasesFolder: string) {
    for (const name of subfolders(phasesFolder)) {
      const folder = new PhaseFolder(join(phasesFolder, name));
      const config = readOrUndefined(folder.file('config.json'), z.json());
      const timing = folder.timing();
      if (config !== undefined && timing !== undefined) this.measured(config, timing.peakMemoryMegabytes);
    }
  }

  measured(config: Json, megabytes: number): void {
    const kind = kindOf(config);
    this.peaks.set(kind, Math.max(megabytes, this.peaks.get(kind) ?? 0));
  }

  /** Undefined for a kind that was never measured. */
  peak(config: Json): number | undefined {
    return this.peaks.get(kindOf(config));
  }
}

function kindOf(config: Json): string {
  const kind = Kind.safeParse(config);
  return canonicalJson(kind.success ? kind.data : config);
}

/** Memory of a process in MiB, now and at its peak; zeros where the system does not tell. */
export function processMemory(pid: number | undefined): { readonly now: number; readonly peak: number } {
  let status = '';
  try {
    status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
  } catch {
    // it is gone, or there is no /proc
  }
  const field = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? 0);
  return { now: field('VmRSS') / 1024, peak: field('VmHWM') / 1024 };
}

function subfolders(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
