import { statSync } from 'node:fs';
import type { EpochMetrics } from '../results/types.ts';
import type { PhaseFolder } from '../store/phaseFolder.ts';
import type { EpochProgress, WorkerReport } from './messages.ts';

/** The epochs of a phase that another machine computes, read from its log in the store. */
export class PhaseProgress {
  private epochsSeen: number;
  private sizeSeen = 0;

  /** What is logged already is no news. */
  constructor(private readonly folder: PhaseFolder) {
    this.epochsSeen = folder.metrics().length;
  }

  /** The epochs since the last call. */
  news(): WorkerReport[] {
    const size = statSync(this.folder.file('metrics.jsonl'), { throwIfNoEntry: false })?.size ?? 0;
    if (size === this.sizeSeen) return [];
    this.sizeSeen = size;
    const metrics = this.folder.metrics();
    const fresh = metrics.slice(this.epochsSeen);
    this.epochsSeen = Math.max(this.epochsSeen, metrics.length); // a resumed phase first cuts its log
    return fresh.map((epoch) => ({ type: 'epoch', ...progressOf(epoch) }));
  }
}

/** What trackers are told of an epoch. */
export function progressOf({ epoch, epochs, train, validation, test }: EpochMetrics): EpochProgress {
  const metrics: Record<string, number> = { trainLoss: train.loss, trainAccuracy: train.accuracy };
  if (validation !== undefined) metrics['validationAccuracy'] = validation.accuracy;
  if (test !== undefined) metrics['testAccuracy'] = test.accuracy;
  return { epoch, epochs, metrics };
}
