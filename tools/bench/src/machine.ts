import { cpus, loadavg } from 'node:os';

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  /** Of the minute before: above the number of cores, times say little and ratios still something. */
  readonly load: number;
}

export function machineNow(): Machine {
  const all = cpus();
  return { processor: all[0]?.model ?? 'unknown processor', cores: all.length, load: loadavg()[0] ?? Number.NaN };
}
