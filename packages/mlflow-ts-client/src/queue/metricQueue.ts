import { isServerError, MlflowInputError, MlflowLostMetricsError } from '../errors.ts';
import type { Metric } from '../values/metric.ts';

/** How a queue sends, and how much it holds. */
export interface MetricQueueOptions {
  /** Stores values for good, or throws; the same values may come again after a failure. */
  readonly send: (metrics: readonly Metric[], signal: AbortSignal) => Promise<void>;
  /** The longest that a value waits before it is sent. Default 1. */
  readonly intervalSeconds?: number;
  /** Values a call. Default 1000, the server's limit. */
  readonly batchSize?: number;
  /** Values held in memory, at about 100 bytes each; further ones are lost, and counted. Default 100,000. */
  readonly capacity?: number;
  /** The longest wait between two tries while the server cannot be reached. Default 30. */
  readonly maximumBackoffSeconds?: number;
  /** Told of the first failure of an outage, and of values that are lost; never called twice for the same. */
  readonly onProblem?: (error: unknown) => void;
}

/**
 * Metric values on their way to the server. `add` only takes note, so that no loop waits for the network; values are
 * sent in the background, in order, one call at a time. A value leaves the queue when the server has it, or when the
 * server will never take it. Nothing keeps the process alive for the queue: end with `close`.
 */
export class MetricQueue {
  private readonly settings: Required<Omit<MetricQueueOptions, 'onProblem'>>;
  private readonly onProblem: (error: unknown) => void;
  private readonly waiting: Metric[] = [];
  private readonly stop = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private draining: Promise<void> | undefined;
  private failuresInARow = 0;
  private lost = 0;
  private lostBecause: unknown;
  private isClosed = false;

  constructor(options: MetricQueueOptions) {
    const { onProblem, ...rest } = options;
    this.settings = { intervalSeconds: 1, batchSize: 1000, capacity: 100_000, maximumBackoffSeconds: 30, ...rest };
    this.onProblem = onProblem ?? (() => undefined);
  }

  /** Values that the server does not have yet, oldest first; for keeping them elsewhere when `close` fails. */
  get unsent(): readonly Metric[] {
    return [...this.waiting];
  }

  /** How many values wait. */
  get pending(): number {
    return this.waiting.length;
  }

  /** Takes note of a value; false when the queue is full and the value is lost. @throws MlflowInputError once closed. */
  add(metric: Metric): boolean {
    if (this.isClosed) throw new MlflowInputError('The metric queue is closed.');
    if (this.waiting.length >= this.settings.capacity) {
      this.lose(1, new Error(`the queue holds ${String(this.settings.capacity)} values and is full`));
      return false;
    }
    this.waiting.push(metric);
    this.schedule();
    return true;
  }

  /**
   * Waits until the server has every value added so far.
   * @throws the failure of the sending (the values stay, and are tried again), or
   *   MlflowLostMetricsError, once, for values that were given up.
   */
  async flush(): Promise<void> {
    this.cancelTimer();
    try {
      await this.drain();
    } catch (error) {
      this.schedule();
      throw error;
    }
    this.throwIfLost();
  }

  /**
   * Sends what waits and ends the queue. @throws as `flush`; what could not be sent is then in `unsent`.
   * @param timeoutSeconds gives up after that long; default: as long as the sending itself tries.
   */
  async close(timeoutSeconds?: number): Promise<void> {
    this.isClosed = true;
    const limit =
      timeoutSeconds === undefined
        ? undefined
        : setTimeout(() => {
            this.stop.abort();
          }, timeoutSeconds * 1000);
    try {
      // A try that is under way may belong to an outage that is over: only a try of our own counts.
      await this.draining?.catch(() => undefined);
      await this.flush();
    } finally {
      clearTimeout(limit);
      this.cancelTimer();
    }
  }

  private drain(): Promise<void> {
    this.draining ??= this.sendAll().finally(() => (this.draining = undefined));
    return this.draining;
  }

  private async sendAll(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting.slice(0, this.settings.batchSize);
      try {
        await this.settings.send(batch, this.stop.signal);
      } catch (error) {
        if (!isRefusal(error)) throw error;
        this.lose(batch.length, error);
      }
      this.waiting.splice(0, batch.length);
      this.failuresInARow = 0;
    }
  }

  private schedule(): void {
    const full = this.waiting.length >= this.settings.batchSize && this.failuresInARow === 0;
    if (full && this.draining === undefined) this.cancelTimer();
    if (this.timer !== undefined || this.isClosed || this.waiting.length === 0) return;
    this.timer = setTimeout(() => void this.sendInBackground(), full ? 0 : this.delaySeconds() * 1000);
    this.timer.unref();
  }

  private async sendInBackground(): Promise<void> {
    try {
      await this.drain();
    } catch (error) {
      this.failuresInARow += 1;
      if (this.failuresInARow === 1) this.onProblem(error);
    } finally {
      this.timer = undefined;
      this.schedule();
    }
  }

  private delaySeconds(): number {
    const { intervalSeconds, maximumBackoffSeconds } = this.settings;
    if (this.failuresInARow === 0) return intervalSeconds;
    return Math.min(intervalSeconds * 2 ** this.failuresInARow, Math.max(intervalSeconds, maximumBackoffSeconds));
  }

  private cancelTimer(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private lose(count: number, because: unknown): void {
    if (this.lost === 0) this.onProblem(because);
    this.lost += count;
    this.lostBecause = because;
  }

  private throwIfLost(): void {
    if (this.lost === 0) return;
    const { lost, lostBecause } = this;
    this.lost = 0;
    const reason = lostBecause instanceof Error ? lostBecause.message : String(lostBecause);
    throw new MlflowLostMetricsError(lost, reason, { cause: lostBecause });
  }
}

/** The server will never take these values: the run is gone or deleted, or the values are wrong. */
function isRefusal(error: unknown): boolean {
  return (
    error instanceof MlflowInputError || isServerError(error, 'INVALID_PARAMETER_VALUE', 'RESOURCE_DOES_NOT_EXIST')
  );
}
