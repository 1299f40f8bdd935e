import type { SuiteEvent } from '@ballast/core';
import type { CellResult, SuiteResults, TimedEpochMetrics } from '@ballast/suite/results';

export interface StoredEvent {
  readonly time: number;
  readonly event: SuiteEvent;
}

/**
 * What the store knows of the past: epochs and the ends of cells, in the order in which they happened. A phase that
 * several cells share ran once, in the name of the first of them.
 */
export function eventsOf({ cells }: SuiteResults): StoredEvent[] {
  const events = new Map<string, StoredEvent>();
  for (const stored of cells.flatMap(eventsOfCell)) {
    const shared = stored.event.type === 'epoch-finished' ? { ...stored.event, cell: undefined } : stored.event;
    const key = JSON.stringify([stored.time, shared]);
    if (!events.has(key)) events.set(key, stored);
  }
  return [...events.values()].sort((left, right) => left.time - right.time);
}

function eventsOfCell(cell: CellResult): StoredEvent[] {
  const epochs = cell.epochs.map((epoch) => ({ time: epoch.time ?? 0, event: epochEvent(cell, epoch) }));
  if (cell.status === 'unfinished') return epochs;
  const { status, failure } = cell;
  const end: SuiteEvent = {
    type: 'cell-finished',
    cell: cell.name,
    status,
    ...(failure === undefined ? {} : { message: failure.message }),
  };
  return [...epochs, { time: epochs.at(-1)?.time ?? 0, event: end }];
}

function epochEvent(
  { name }: CellResult,
  { phase, epoch, epochs, train, validation, test }: TimedEpochMetrics,
): SuiteEvent {
  const metrics = {
    trainLoss: train.loss,
    trainAccuracy: train.accuracy,
    ...(validation === undefined ? {} : { validationAccuracy: validation.accuracy }),
    ...(test === undefined ? {} : { testAccuracy: test.accuracy }),
  };
  return { type: 'epoch-finished', cell: name, phase, epoch, epochs, metrics };
}
