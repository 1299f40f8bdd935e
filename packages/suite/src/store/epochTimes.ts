import { existsSync, readFileSync } from 'node:fs';

/**
 * When each epoch of a phase ended (`timing.jsonl`), in whole milliseconds since 1970. An epoch that was computed again
 * after an interruption keeps its first time; a line that was cut off, and begins the next one, is passed over.
 */
export function readEpochTimes(file: string): ReadonlyMap<number, number> {
  const times = new Map<number, number>();
  if (!existsSync(file)) return times;
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const { epoch, time } = parse(line);
    if (typeof epoch === 'number' && typeof time === 'number' && !times.has(epoch)) times.set(epoch, time);
  }
  return times;
}

function parse(line: string): { epoch?: unknown; time?: unknown } {
  try {
    return JSON.parse(line.slice(line.lastIndexOf('{'))) as { epoch?: unknown; time?: unknown };
  } catch {
    return {};
  }
}
