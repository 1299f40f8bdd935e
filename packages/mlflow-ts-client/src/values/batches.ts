import type { Entry } from './entries.ts';
import { BATCH_LIMITS, type BatchLimits } from './limits.ts';
import type { EncodedMetric } from './metric.ts';

/** What one `runs/log-batch` carries. */
export interface Batch {
  readonly metrics: readonly EncodedMetric[];
  readonly params: readonly Entry[];
  readonly tags: readonly Entry[];
}

type Kind = keyof Batch;
type Item = EncodedMetric | Entry;

/** Cuts what is to be logged into calls that the server takes: in the given order, params and tags first. */
export function splitBatches(all: Batch, limits: BatchLimits = BATCH_LIMITS): Batch[] {
  const batches: Batch[] = [];
  let open = emptyBatch();
  for (const [kind, item] of inOrder(all)) {
    const bytes = Buffer.byteLength(JSON.stringify(item)) + 1;
    if (!fits(open, kind, bytes, limits)) {
      batches.push(open.batch);
      open = emptyBatch();
    }
    open.batch[kind].push(item as EncodedMetric & Entry);
    open.entries += 1;
    open.bytes += bytes;
  }
  return open.entries > 0 ? [...batches, open.batch] : batches;
}

interface OpenBatch {
  readonly batch: { metrics: EncodedMetric[]; params: Entry[]; tags: Entry[] };
  entries: number;
  bytes: number;
}

const emptyBatch = (): OpenBatch => ({ batch: { metrics: [], params: [], tags: [] }, entries: 0, bytes: 0 });

function* inOrder({ params, tags, metrics }: Batch): Generator<[Kind, Item]> {
  for (const param of params) yield ['params', param];
  for (const tag of tags) yield ['tags', tag];
  for (const metric of metrics) yield ['metrics', metric];
}

function fits({ batch, entries, bytes }: OpenBatch, kind: Kind, more: number, limits: BatchLimits): boolean {
  // An entry alone always goes: cutting it is not ours, and the server may take it.
  if (entries === 0) return true;
  return batch[kind].length < limits[kind] && entries < limits.entries && bytes + more <= limits.bytes;
}
