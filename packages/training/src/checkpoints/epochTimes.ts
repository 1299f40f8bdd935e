import { appendFileSync } from 'node:fs';
import { explainingDiskErrors } from './diskErrors.ts';

/** A line of `timing.jsonl`, which stands apart from the metrics so that those compare bit for bit. */
interface EpochTime {
  /** 0-based. */
  readonly epoch: number;
  /** Whole milliseconds since 1970. */
  readonly time: number;
}

/**
 * Takes note of when an epoch ended. One that is computed again after an interruption has two lines, of which the first
 * one counts: whoever has been told of the epoch was told the truth.
 * @throws UserError when the disk is full.
 */
export function appendTime(file: string, epoch: number): void {
  const line: EpochTime = { epoch, time: Date.now() };
  explainingDiskErrors(file, () => {
    appendFileSync(file, `${JSON.stringify(line)}\n`);
  });
}
