import type { Json, LossCurves, NamedArray, PhaseOutput } from '@ballast/core';
import { openLossCurves } from '@ballast/training';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { CodeRecord, type CodeDigests } from '../code/digests.ts';
import type { EpochMetrics, TimedEpochMetrics } from '../results/types.ts';
import { readJson, writeFileAtomically, writeJson, writePiecesAtomically } from './atomic.ts';
import { readEpochTimes } from './epochTimes.ts';
import { decodeNpy, encodeLossCurves, encodeNpy, isWholeNpy } from './npy.ts';

const PhaseSummary = z.object({
  id: z.string(),
  /** Names of the stored arrays. */
  arrays: z.array(z.string()),
});
export type PhaseSummary = z.output<typeof PhaseSummary>;

const PhaseTiming = z.object({ seconds: z.number(), peakMemoryMegabytes: z.number(), host: z.string() });
export type PhaseTiming = z.output<typeof PhaseTiming>;

/** `phases/<id>/`: one phase's checkpoint, metrics and outputs. */
export class PhaseFolder {
  constructor(readonly folder: string) {}

  file(name: string): string {
    return join(this.folder, name);
  }

  writeConfig(config: Json): void {
    writeJson(this.file('config.json'), config);
  }

  /** Undefined where it was not written, or is damaged. */
  config(): Json | undefined {
    return readOrUndefined(this.file('config.json'), z.json());
  }

  /** Arrays first, the mark that it is finished last. */
  finish(id: string, { arrays, lossCurves }: PhaseOutput, code: CodeDigests): void {
    for (const [name, array] of Object.entries(arrays)) {
      writeFileAtomically(this.file(`${name}.npy`), encodeNpy(array));
    }
    if (lossCurves !== undefined) writePiecesAtomically(this.file('lossCurves.npy'), encodeLossCurves(lossCurves));
    const names = [...Object.keys(arrays), ...(lossCurves === undefined ? [] : ['lossCurves'])];
    writeJson(this.file('code.json'), code);
    const summary: PhaseSummary = { id, arrays: names.sort() };
    writeJson(this.file('summary.json'), summary);
  }

  /** Undefined unless the phase is finished and every array is whole. */
  summary(id: string): PhaseSummary | undefined {
    const summary = readOrUndefined(this.file('summary.json'), PhaseSummary);
    const whole = summary?.id === id && summary.arrays.every((name) => isWholeNpy(this.file(`${name}.npy`)));
    return whole ? summary : undefined;
  }

  isMarkedFinished(): boolean {
    return existsSync(this.file('summary.json'));
  }

  /** The code that it was computed with; undefined where that was not recorded. */
  code(): CodeDigests | undefined {
    return readOrUndefined(this.file('code.json'), CodeRecord);
  }

  output(summary: PhaseSummary): PhaseOutput {
    const names = summary.arrays.filter((name) => name !== 'lossCurves');
    return {
      arrays: Object.fromEntries(names.map((name) => [name, this.array(name)])),
      ...(names.length < summary.arrays.length && { lossCurves: this.lossCurves() }),
    };
  }

  /** @throws Error when the file is damaged. */
  lossCurves(): LossCurves {
    return openLossCurves(this.file('lossCurves.npy'));
  }

  /** @throws Error when the file is damaged. */
  array(name: string): NamedArray {
    return decodeNpy(readFileSync(this.file(`${name}.npy`)));
  }

  /** The epochs that are logged; none when the log is damaged. */
  metrics(): EpochMetrics[] {
    const file = this.file('metrics.jsonl');
    if (!existsSync(file)) return [];
    const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1); // without one that was cut off
    try {
      return lines.map((line) => JSON.parse(line, notANumber) as EpochMetrics);
    } catch {
      return [];
    }
  }

  /** The same with their times; of an older log the time of the file. */
  timedMetrics(): TimedEpochMetrics[] {
    const times = readEpochTimes(this.file('timing.jsonl'));
    const ofFile = Math.trunc(statSync(this.file('metrics.jsonl'), { throwIfNoEntry: false })?.mtimeMs ?? 0);
    return this.metrics().map((metrics) => ({ ...metrics, time: times.get(metrics.epoch) ?? ofFile }));
  }

  /** Adds the seconds of one process's work to those before an interruption. */
  addTiming({ seconds, peakMemoryMegabytes, host }: PhaseTiming): void {
    const earlier = this.timing();
    writeJson(this.file('timing.json'), {
      seconds: seconds + (earlier?.seconds ?? 0),
      peakMemoryMegabytes: Math.max(peakMemoryMegabytes, earlier?.peakMemoryMegabytes ?? 0),
      host,
    });
  }

  timing(): PhaseTiming | undefined {
    return readOrUndefined(this.file('timing.json'), PhaseTiming);
  }
}

/** JSON has no NaN: what is no number stands as null. */
function notANumber(_key: string, value: unknown): unknown {
  return value ?? Number.NaN;
}

/** The file's value when it is there, whole, and of the right form. */
export function readOrUndefined<S extends z.ZodType>(file: string, schema: S): z.output<S> | undefined {
  if (!existsSync(file)) return undefined; // most often, and an error would cost more
  try {
    return schema.parse(readJson(file));
  } catch {
    return undefined;
  }
}
