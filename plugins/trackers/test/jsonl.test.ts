import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SuiteEvent, Tracker } from '@ballast/core';
import { afterEach, describe, expect, it } from 'vitest';
import { EventLine } from '../src/index.ts';
import { syntheticStore } from './support/syntheticStore.ts';
import { trackerOf } from './support/trackers.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
function kept(folder: string): string {
  folders.push(folder);
  return folder;
}

function jsonl(): Tracker {
  return trackerOf('jsonl');
}

function linesOf(root: string): EventLine[] {
  const lines = readFileSync(join(root, 'events.jsonl'), 'utf8').trimEnd().split('\n');
  return lines.map((line) => EventLine.parse(JSON.parse(line)));
}

const warn = (message: string): void => {
  throw new Error(message);
};

const epoch = (number: number): SuiteEvent => ({
  ...{ type: 'epoch-finished', cell: 'a', phase: 'training', epoch: number, epochs: 2 },
  metrics: { trainLoss: 0.5, testAccuracy: Number.NaN },
});

describe('the jsonl tracker', () => {
  it('writes a line an event, in the documented form', () => {
    const resultsRoot = kept(mkdtempSync(join(tmpdir(), 'ballast-jsonl-')));
    const tracker = jsonl();
    tracker.open?.({ resultsRoot, warn });
    const events: SuiteEvent[] = [
      { type: 'suite-started', suite: 's', cells: 1, cached: 0, epochs: { training: 2 } },
      { type: 'phase-started', cell: 'a', phase: 'training' },
      epoch(0),
      epoch(1),
      { type: 'phase-finished', cell: 'a', phase: 'training' },
      { type: 'cell-finished', cell: 'a', status: 'failed', message: 'why' },
      { type: 'suite-finished', suite: 's', seconds: 1.5 },
    ];
    for (const event of events) tracker.handle(event);
    expect(linesOf(resultsRoot).map(({ time, ...line }) => [time > 0, line])).toEqual(
      events.map((event) => [true, JSON.parse(JSON.stringify(event)) as unknown]),
    );
  });

  it('has an epoch once, though it was computed again after a kill, and heals a line that was cut off', () => {
    const resultsRoot = kept(mkdtempSync(join(tmpdir(), 'ballast-jsonl-')));
    const before = jsonl();
    before.open?.({ resultsRoot, warn });
    before.handle(epoch(0));
    before.handle(epoch(1));
    const file = join(resultsRoot, 'events.jsonl');
    truncateSync(file, readFileSync(file).length - 5);
    const after = jsonl();
    after.open?.({ resultsRoot, warn });
    after.handle(epoch(0));
    after.handle(epoch(1));
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    expect(EventLine.parse(JSON.parse(lines[2]!))).toMatchObject({ epoch: 1 });
  });

  it('completes itself from the store, and then has nothing to add', async () => {
    const resultsRoot = kept(syntheticStore({ cells: 3, epochs: 4, finished: 2 }));
    expect(await jsonl().complete?.({ resultsRoot, warn })).toMatch(/: 12 lines added\.$/);
    expect(await jsonl().complete?.({ resultsRoot, warn })).toMatch(/: 0 lines added\.$/);
    const lines = linesOf(resultsRoot);
    expect(lines.map(({ time }) => time)).toEqual(lines.map(({ time }) => time).toSorted((a, b) => a - b));
    writeFileSync(
      join(resultsRoot, 'events.jsonl'),
      lines
        .slice(0, 7)
        .map((line) => `${JSON.stringify(line)}\n`)
        .join(''),
    );
    expect(await jsonl().complete?.({ resultsRoot, warn })).toMatch(/: 5 lines added\.$/);
    expect(linesOf(resultsRoot)).toEqual(lines);
  });
});
