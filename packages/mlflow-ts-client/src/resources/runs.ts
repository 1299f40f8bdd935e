import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { isServerError, MlflowConnectionError, MlflowServerError } from '../errors.ts';
import * as requests from '../requests/runs.ts';
import type { CreateRunOptions, SearchRunsOptions, UpdateRunOptions } from '../requests/runs.ts';
import { isRetryable } from '../transport/retry.ts';
import type { CallOptions, Transport } from '../transport/transport.ts';
import type { DatasetInput } from '../types/dataset.ts';
import { paginate } from '../types/page.ts';
import type { ModelOutput, Run } from '../types/run.ts';
import { splitBatches, type Batch } from '../values/batches.ts';
import { paramEntries, tagEntries, type TextRecord } from '../values/entries.ts';
import { encodeMetric, type Metric } from '../values/metric.ts';
import type { TextSource } from '../values/text.ts';

/** What tells a run from all others of its experiment, chosen by the caller: a tag. */
export interface RunIdentity {
  readonly key: string;
  readonly value: string;
}

/** The tag by which a run is found again when the answer to its creation was lost. */
export const REQUEST_TAG = 'mlflow-ts-client.request';

/** What one call logs. */
export interface LogOptions {
  readonly metrics?: readonly Metric[];
  readonly params?: TextRecord;
  readonly tags?: TextRecord;
}

/** Runs and what is logged to them. Every method may throw a `MlflowError`. */
export class Runs {
  constructor(private readonly transport: Transport) {}

  /**
   * A new run, one only: each carries a tag of its own (`REQUEST_TAG`), and when an answer is lost on the way
   * the run is looked for before it is asked for again.
   */
  async create(options: CreateRunOptions): Promise<Run> {
    return this.createOnce(options, { key: REQUEST_TAG, value: randomUUID() });
  }

  /**
   * The run with that tag, made when there is none: a process that starts again finds its run.
   * Two that ask at the same moment may make two.
   */
  async getOrCreate(options: CreateRunOptions, identity: RunIdentity): Promise<Run> {
    return (await this.find(options.experimentId, identity)) ?? (await this.createOnce(options, identity));
  }

  /** The oldest active run of an experiment with that tag. */
  async find(experimentId: string, { key, value }: RunIdentity): Promise<Run | undefined> {
    const page = await this.transport.call(
      requests.searchRuns({
        experimentIds: [experimentId],
        filter: `tags.\`${key}\` = ${quote(value)}`,
        orderBy: ['attributes.start_time ASC'],
        pageSize: 1,
      }),
    );
    return page.items[0];
  }

  /** A run with the last value of each metric. */
  get(runId: string): Promise<Run> {
    return this.transport.call(requests.getRun(runId));
  }

  /** Name, status, end; a run that is FINISHED without `endTime` has none. */
  update(runId: string, options: UpdateRunOptions): Promise<void> {
    return this.transport.call(requests.updateRun(runId, options));
  }

  /** All that match, page by page. */
  search(options: SearchRunsOptions): AsyncGenerator<Run, void> {
    return paginate((token) => this.transport.call(requests.searchRuns(options, token)));
  }

  /** Moves a run to the bin; its children stay. */
  delete(runId: string): Promise<void> {
    return this.transport.call(requests.deleteRun(runId));
  }

  /** Brings a deleted one back. */
  restore(runId: string): Promise<void> {
    return this.transport.call(requests.restoreRun(runId));
  }

  /**
   * Logs any number of values, in calls of the size that the server takes, one after the other. Everything is
   * checked before anything is sent. The same again adds nothing; a param with another value is refused.
   */
  async log(runId: string, { metrics = [], params = {}, tags = {} }: LogOptions, call?: CallOptions): Promise<void> {
    await this.logBatches(
      runId,
      { metrics: metrics.map(encodeMetric), params: paramEntries(params), tags: tagEntries(tags) },
      call,
    );
  }

  /** Sets, or overwrites, one tag. */
  setTag(runId: string, key: string, value: TextSource): Promise<void> {
    return this.transport.call(requests.setRunTag(runId, key, value));
  }

  /** `RESOURCE_DOES_NOT_EXIST` when it has no such tag. */
  deleteTag(runId: string, key: string): Promise<void> {
    return this.transport.call(requests.deleteRunTag(runId, key));
  }

  /** The datasets, and logged models, that a run reads. */
  async logInputs(runId: string, datasets: readonly DatasetInput[], modelIds?: readonly string[]): Promise<void> {
    const request = requests.logInputs(runId, datasets, modelIds);
    for (let triesLeft = 3; ; triesLeft -= 1) {
      try {
        await this.transport.call(request);
        return;
      } catch (error) {
        // The server breaks on two first mentions of one dataset at once; at the next it knows the dataset.
        if (!isServerError(error, 'BAD_REQUEST') || triesLeft === 0) throw error;
      }
    }
  }

  /** The logged models that a run made. */
  logOutputs(runId: string, models: readonly ModelOutput[]): Promise<void> {
    return this.transport.call(requests.logOutputs(runId, models));
  }

  private async logBatches(runId: string, all: Batch, call?: CallOptions): Promise<void> {
    for (const batch of splitBatches(all)) await this.transport.call(requests.logBatch(runId, batch), call);
  }

  private async createOnce(options: CreateRunOptions, identity: RunIdentity): Promise<Run> {
    const started = performance.now();
    const request = requests.createRun({
      ...options,
      startTime: options.startTime ?? Date.now(),
      tags: { ...options.tags, [identity.key]: identity.value },
    });
    const { retry } = this.transport.options;
    for (let retriesMade = 0; ; retriesMade += 1) {
      try {
        return await this.transport.call(request);
      } catch (error) {
        const late = (performance.now() - started) / 1000 > retry.totalSeconds;
        if (!mayBeMade(error) || late || retriesMade >= retry.retries) throw error;
        // The server may still be at work on the first one.
        await sleep(1000 * retry.backoffSeconds);
        const made = await this.find(options.experimentId, identity);
        if (made !== undefined) return made;
      }
    }
  }
}

/** Whether the request may have made a run though it failed, in a way that passes. */
function mayBeMade(error: unknown): boolean {
  if (error instanceof MlflowConnectionError)
    return error.mayHaveBeenExecuted && isRetryable({ error, repeatable: true });
  return error instanceof MlflowServerError && isRetryable({ error, repeatable: true });
}

/** A text in the filter language, which has no way to write both quotes. */
function quote(value: string): string {
  return value.includes("'") ? `"${value}"` : `'${value}'`;
}
