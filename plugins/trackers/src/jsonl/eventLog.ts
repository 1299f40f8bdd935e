import type { SuiteEvent } from '@ballast/core';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** A file of events, one a line. What happens once in the life of a suite stands in it once. */
export class EventLog {
  private readonly known: Set<string>;

  private constructor(
    readonly file: string,
    lines: readonly string[],
  ) {
    this.known = new Set(lines.map((line) => keyOf(parse(line))).filter((key) => key !== undefined));
  }

  static open(resultsRoot: string, file: string | undefined): EventLog {
    const path = file === undefined ? join(resultsRoot, 'events.jsonl') : resolve(file);
    const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
    if (text !== '' && !text.endsWith('\n')) appendFileSync(path, '\n'); // whoever wrote the last line was killed
    return new EventLog(path, text.split('\n'));
  }

  /** False for what stands there already: an epoch that was computed again after a kill. */
  add(event: SuiteEvent, time: number): boolean {
    const key = keyOf(event);
    if (key !== undefined && this.known.has(key)) return false;
    if (key !== undefined) this.known.add(key);
    appendFileSync(this.file, `${JSON.stringify({ time, ...event })}\n`);
    return true;
  }
}

/** Undefined for what may happen again. */
function keyOf(event: Partial<SuiteEvent>): string | undefined {
  if (event.type === 'epoch-finished') {
    return [event.type, event.cell, event.phase, String(event.epoch)].join(' ');
  }
  return event.type === 'cell-finished' && event.status === 'finished'
    ? `${event.type} ${String(event.cell)}`
    : undefined;
}

function parse(line: string): Partial<SuiteEvent> {
  try {
    return JSON.parse(line) as Partial<SuiteEvent>;
  } catch {
    return {};
  }
}
