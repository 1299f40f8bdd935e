import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { explainingDiskErrors } from './diskErrors.ts';

/** A line of `timing.jsonl`, which stands apart from the metrics so that those compare bit for bit. */
interface EpochTime {
  /** 0-based. */
  readonly epoch: number;
  /** Whole milliseconds since 1970. */
  readonly time: number;
}

/** @throws UserError when the disk is full. */
export function appendTime(file: string, epoch: number): void {
  const line: EpochTime = { epoch, time: Date.now() };
  explainingDiskErrors(file, () => {
    appendFileSync(file, `${JSON.stringify(line)}\n`);
  });
}

/**
 * When each epoch ended, in whole milliseconds since 1970. An epoch that was computed again after an interruption keeps
 * its first time: whoever has been told of it was told the truth. Lines that were cut off are passed over.
 */
export function readTimes(file: string): ReadonlyMap<number, number> {
  const times = new Map<number, number>();
  if (!existsSync(file)) return times;
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const { epoch, time } = parse(line);
    if (typeof epoch === 'number' && typeof time === 'number' && !times.has(epoch)) times.set(epoch, time);
  }
  return times;
}

function parse(line: string): Partial<EpochTime> {
  try {
    return JSON.parse(line) as Partial<EpochTime>;
  } catch {
    return {};
  }
}
