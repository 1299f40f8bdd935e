import { randomUUID } from 'node:crypto';
import { MlflowInputError } from '../errors.ts';
import type { ArtifactContent } from '../artifacts/content.ts';
import { breaksImageGrid, LOGGED_IMAGES_TAG, steppedImagePaths } from '../artifacts/images.ts';
import {
  appendRows,
  decodeTable,
  encodeTable,
  LOGGED_ARTIFACTS_TAG,
  withLoggedTable,
  type Table,
} from '../artifacts/table.ts';
import { MetricQueue, type MetricQueueOptions } from '../queue/metricQueue.ts';
import type { Artifacts } from '../resources/artifacts.ts';
import type { Runs } from '../resources/runs.ts';
import type { DatasetInput } from '../types/dataset.ts';
import type { RunInfo, RunStatus } from '../types/run.ts';
import type { TextRecord } from '../values/entries.ts';
import { createMetric, type MetricOptions } from '../values/metric.ts';
import { checkInteger, checkTimestamp } from '../values/numbers.ts';

/** How a run's metrics are sent. */
export type ActiveRunOptions = Omit<MetricQueueOptions, 'send'>;

/** An image of a series. */
export interface ImageOptions {
  readonly key: string;
  readonly step?: number;
  /** Whole milliseconds since 1970; now when absent. */
  readonly timestamp?: number;
  /** Shown in the grid; about 256 pixels on the longer side. The image itself when absent. */
  readonly thumbnail?: { readonly format: 'png' | 'webp'; readonly bytes: Uint8Array };
}

/** A run that something is being logged to. Metrics go to a queue; everything else is sent at once. */
export class ActiveRun {
  private readonly queue: MetricQueue;
  /** The server breaks on two first writes of one tag at once, so tags and params go one after the other. */
  private lastWrite: Promise<unknown> = Promise.resolve();

  constructor(
    readonly info: RunInfo,
    private readonly runs: Runs,
    private readonly artifacts: Artifacts,
    options: ActiveRunOptions = {},
  ) {
    const send: MetricQueueOptions['send'] = (metrics, signal) => runs.log(info.runId, { metrics }, { signal });
    this.queue = new MetricQueue({ ...options, send });
  }

  get runId(): string {
    return this.info.runId;
  }

  /** Metric values that the server does not have yet. */
  get unsentMetrics(): MetricQueue['unsent'] {
    return this.queue.unsent;
  }

  /** Takes note of a value, with the moment of this call; returns at once. @throws MlflowInputError for a bad name or step. */
  logMetric(key: string, value: number, options?: MetricOptions): void {
    this.queue.add(createMetric(key, value, options));
  }

  /** Several values of one moment. */
  logMetrics(values: Readonly<Record<string, number>>, options: MetricOptions = {}): void {
    const moment = { ...options, timestamp: options.timestamp ?? Date.now() };
    const metrics = Object.entries(values).map(([key, value]) => createMetric(key, value, moment));
    metrics.forEach((metric) => this.queue.add(metric));
  }

  /** Params cannot be changed later; the same again is fine. */
  logParams(params: TextRecord): Promise<void> {
    return this.inTurn(() => this.runs.log(this.runId, { params }));
  }

  setTags(tags: TextRecord): Promise<void> {
    return this.inTurn(() => this.runs.log(this.runId, { tags }));
  }

  logInputs(...datasets: readonly DatasetInput[]): Promise<void> {
    return this.inTurn(() => this.runs.logInputs(this.runId, datasets));
  }

  /** A file. @throws MlflowInputError right below `images/`, where one foreign file hides all images of the run. */
  async logArtifact(path: string, content: ArtifactContent): Promise<void> {
    if (breaksImageGrid(path)) {
      throw new MlflowInputError(
        `${path}: the folder images/ is for logImage(); another folder, such as figures/, will do.`,
      );
    }
    await this.artifacts.upload(this.info, path, content);
  }

  /** A PNG of a series, shown by step in the interface. */
  async logImage(png: Uint8Array, options: ImageOptions): Promise<void> {
    const { key, step = 0, timestamp = Date.now(), thumbnail = { format: 'png', bytes: png } } = options;
    const named = {
      key,
      step: checkInteger(step, 'step'),
      timestamp: checkTimestamp(timestamp),
      id: randomUUID(),
    };
    const paths = steppedImagePaths(named, thumbnail.format);
    await this.artifacts.upload(this.info, paths.image, png);
    await this.artifacts.upload(this.info, paths.thumbnail, thumbnail.bytes);
    await this.setTags({ [LOGGED_IMAGES_TAG]: 'True' });
  }

  /** A table (`.json`) that the interface draws. With `append` its rows come below those that are there. */
  logTable(path: string, table: Table, { append = false }: { readonly append?: boolean } = {}): Promise<void> {
    return this.inTurn(async () => {
      const before = append ? await this.readTable(path) : undefined;
      const whole = before === undefined ? table : appendRows(before, table);
      await this.artifacts.upload(this.info, path, encodeTable(whole));
      const { tags } = await this.runs.get(this.runId);
      await this.runs.log(this.runId, {
        tags: { [LOGGED_ARTIFACTS_TAG]: withLoggedTable(tags[LOGGED_ARTIFACTS_TAG], path) },
      });
    });
  }

  /** A table of this run, or undefined when there is none. */
  async readTable(path: string): Promise<Table | undefined> {
    const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : undefined;
    for await (const item of this.artifacts.list(this.runId, folder)) {
      if (item.path === path) return decodeTable((await this.artifacts.download(this.runId, path)).toString('utf8'));
    }
    return undefined;
  }

  /** Waits until the server has every metric value. @throws as `MetricQueue.flush` */
  flush(): Promise<void> {
    return this.queue.flush();
  }

  /**
   * Sends what waits, then sets status and end. @throws as `MetricQueue.close`; the run is then still RUNNING,
   * and the values are in `unsentMetrics`.
   */
  async finish(status: Exclude<RunStatus, 'RUNNING' | 'SCHEDULED'> = 'FINISHED', endTime = Date.now()): Promise<void> {
    await this.queue.close();
    await this.inTurn(() => this.runs.update(this.runId, { status, endTime }));
  }

  private inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.lastWrite.then(work, work);
    this.lastWrite = result.catch(() => undefined);
    return result;
  }
}
