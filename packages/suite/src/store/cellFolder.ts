import type { CorruptionDraw } from '@ballast/data';
import type { Json, NamedArray, SampleSet } from '@ballast/core';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { CodeRecord, type CodeDigests } from '../code/digests.ts';
import type { CellSummary, CellTiming } from '../results/types.ts';
import { writeFileAtomically, writeJson } from './atomic.ts';
import { decodeNpy, encodeNpy, isWholeNpy } from './npy.ts';
import { readOrUndefined } from './phaseFolder.ts';
import { decodeSummary, encodeSummary } from './summaryJson.ts';

const Failure = z.object({
  /** `non-finite`: the same seed would fail again, from its checkpoint too. */
  kind: z.enum(['non-finite', 'user', 'crash', 'error']),
  message: z.string(),
});
/** Why a cell stopped. */
export type FailureRecord = z.output<typeof Failure>;

const Timing = z.object({
  host: z.string(),
  seconds: z.number(),
  secondsByPhase: z.record(z.string(), z.number()),
  peakMemoryMegabytes: z.number(),
});

/** Of the train set, by position; `draw/` beside them has the whole draw. */
const trainArrays = ['givenLabels', 'trueLabels', 'indices'] as const;

/** `cells/<name>/`: what one cell came to. */
export class CellFolder {
  constructor(readonly folder: string) {}

  file(name: string): string {
    return join(this.folder, name);
  }

  writeConfig(config: Json): void {
    writeJson(this.file('config.json'), config);
  }

  config(): Json {
    return readOrUndefined(this.file('config.json'), z.json()) ?? null;
  }

  /** What the corruption did: the draw as it was made, and the train set that came of it. */
  writeDraw(draw: CorruptionDraw, train: Pick<SampleSet, (typeof trainArrays)[number]>): void {
    for (const name of trainArrays) this.writeArray(name, train[name]);
    const described: Record<string, Json> = {};
    for (const [name, value] of Object.entries(draw) as [string, Json | Int32Array | undefined][]) {
      if (value instanceof Int32Array) this.writeArray(join('draw', name), value);
      else if (value !== undefined) described[name] = value;
    }
    writeJson(this.file('draw.json'), described);
  }

  private writeArray(name: string, data: Int32Array | undefined): void {
    if (data !== undefined) writeFileAtomically(this.file(`${name}.npy`), encodeNpy({ shape: [data.length], data }));
  }

  /** The summary last: it is the mark that the cell is finished. */
  finish(id: string, summary: CellSummary, timing: CellTiming, log: string, code: CodeDigests): void {
    rmSync(this.file('failure.json'), { force: true });
    writeJson(this.file('code.json'), code);
    writeJson(this.file('timing.json'), timing as unknown as Json);
    writeFileAtomically(this.file('log.txt'), log);
    writeJson(this.file('summary.json'), encodeSummary(id, summary));
  }

  fail(failure: FailureRecord, log: string): void {
    writeFileAtomically(this.file('log.txt'), log);
    writeJson(this.file('failure.json'), failure);
  }

  forgetFailure(): void {
    rmSync(this.file('failure.json'), { force: true });
  }

  /** The cell counts as unfinished from then on. */
  forgetSummary(): void {
    rmSync(this.file('summary.json'), { force: true });
  }

  /** Undefined unless the cell is finished and its files are whole. */
  summary(id: string): CellSummary | undefined {
    const summary = decodeSummary(this.file('summary.json'), id);
    return summary !== undefined && trainArrays.every((name) => this.isWhole(name)) ? summary : undefined;
  }

  /** True labels are missing where nobody knows them; the other arrays are always there. */
  private isWhole(name: string): boolean {
    const file = this.file(`${name}.npy`);
    return isWholeNpy(file) || (name === 'trueLabels' && !existsSync(file));
  }

  /** The code that it was computed with; undefined where that was not recorded. */
  code(): CodeDigests | undefined {
    return readOrUndefined(this.file('code.json'), CodeRecord);
  }

  isMarkedFinished(): boolean {
    return existsSync(this.file('summary.json'));
  }

  failure(): FailureRecord | undefined {
    return readOrUndefined(this.file('failure.json'), Failure);
  }

  timing(): CellTiming | undefined {
    return readOrUndefined(this.file('timing.json'), Timing);
  }

  log(): string {
    const file = this.file('log.txt');
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  /** Undefined when the cell has no array of this name. @throws Error when its file is damaged. */
  array(name: string): NamedArray | undefined {
    const file = this.file(`${name}.npy`);
    return existsSync(file) ? decodeNpy(readFileSync(file)) : undefined;
  }
}
