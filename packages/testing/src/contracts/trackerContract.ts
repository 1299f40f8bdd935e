import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Plugin, SuiteEvent, Tracker } from '@ballast/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildPlugin } from '../plugins/buildPlugin.ts';

const name = fc.string({ minLength: 1, maxLength: 12 });
const number = fc.oneof(fc.double(), fc.constant(Number.NaN));
const events: fc.Arbitrary<SuiteEvent> = fc.oneof(
  fc.record({
    type: fc.constant('epoch-finished' as const),
    cell: name,
    phase: name,
    epoch: fc.nat({ max: 9 }),
    epochs: fc.constant(10),
    metrics: fc.dictionary(name, number),
  }),
  fc.record({ type: fc.constant('phase-started' as const), cell: name, phase: name }),
  fc.record({ type: fc.constant('warning' as const), cell: name, message: fc.string() }),
  fc.record({ type: fc.constant('phase-finished' as const), cell: name, phase: name }),
  fc.record({ type: fc.constant('cell-finished' as const), cell: name, status: fc.constant('finished' as const) }),
  fc.record({
    type: fc.constant('cell-finished' as const),
    cell: name,
    status: fc.constant('failed' as const),
    message: fc.string(),
  }),
);

/**
 * What every tracker owes its callers, for these options: it takes whatever happens, in any order and of any name,
 * without a throw and without changing it, and it ends.
 */
export function trackerContract(plugin: Plugin<'tracker'>, options: Readonly<Record<string, unknown>> = {}): void {
  describe(`${plugin.id} ${JSON.stringify(options)} keeps the contract of a tracker`, () => {
    it('takes every run without a throw, also one that failed or began in the middle', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(events, { maxLength: 20 }), async (happened) => {
          await expect(
            follow(buildPlugin(plugin, options), happened),
            'nothing that happens to a tracker ends a run: catch your own failures and `warn` of them',
          ).resolves.toBeUndefined();
        }),
        { seed: 1, numRuns: 10 },
      );
    });

    it('leaves events alone: all trackers of a run get the same ones', async () => {
      const frozen = fc.sample(events, { seed: 2, numRuns: 10 }).map((event) => deepFrozen(event));
      await expect(follow(buildPlugin(plugin, options), frozen)).resolves.toBeUndefined();
    });

    it('can be closed when nothing was opened: a run may fail before it begins', async () => {
      await expect(buildPlugin(plugin, options).close()).resolves.toBeUndefined();
    });
  });
}

/** A run in a folder of its own that is removed afterwards. */
async function follow(tracker: Tracker, happened: readonly SuiteEvent[]): Promise<void> {
  const resultsRoot = mkdtempSync(join(tmpdir(), 'ballast-tracker-'));
  try {
    tracker.open?.({ resultsRoot, warn: () => undefined });
    tracker.handle({ type: 'suite-started', suite: 'contract', cells: 1, cached: 0 });
    for (const event of happened) tracker.handle(event);
    tracker.handle({ type: 'suite-finished', suite: 'contract', seconds: 1 });
    await tracker.close();
  } finally {
    rmSync(resultsRoot, { recursive: true, force: true });
  }
}

function deepFrozen<T extends object>(value: T): T {
  for (const inner of Object.values(value))
    if (typeof inner === 'object' && inner !== null) deepFrozen(inner as object);
  return Object.freeze(value);
}
