import { appendFileSync, existsSync, readFileSync, statSync } from 'node:fs';
import type { EpochMetrics } from '../evaluation/types.ts';
import { explainingDiskErrors, writeWhole } from './diskErrors.ts';

/** The lines of a `metrics.jsonl`; empty when there is none. A last line that was cut off is left out. */
export function readMetrics(file: string): EpochMetrics[] {
  return wholeLines(file).map((line) => JSON.parse(line, notANumber) as EpochMetrics);
}

/** @throws UserError when the disk is full. */
export function appendMetrics(file: string, metrics: EpochMetrics): void {
  explainingDiskErrors(file, () => {
    appendFileSync(file, `${JSON.stringify(metrics)}\n`);
  });
}

/** Cuts the log to its first lines: a killed run may have written a line but not its checkpoint. Returns how many there are. */
export function cutMetrics(file: string, length: number): number {
  if (!existsSync(file)) return 0;
  const lines = wholeLines(file).slice(0, length);
  const text = lines.map((line) => `${line}\n`).join('');
  if (Buffer.byteLength(text) !== statSync(file).size) writeWhole(file, text);
  return lines.length;
}

function wholeLines(file: string): string[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8').split('\n').slice(0, -1);
}

/** JSON has no NaN: what is no number stands as null. */
function notANumber(_key: string, value: unknown): unknown {
  return value ?? Number.NaN;
}
