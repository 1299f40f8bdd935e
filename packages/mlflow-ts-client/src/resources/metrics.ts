import * as requests from '../requests/metrics.ts';
import type { HistoryIntervalOptions, RunMetric } from '../requests/metrics.ts';
import type { Transport } from '../transport/transport.ts';
import { paginate } from '../types/page.ts';
import type { Metric } from '../values/metric.ts';

/** Reads metrics back. Every method may throw a `MlflowError`. */
export class Metrics {
  constructor(private readonly transport: Transport) {}

  /**
   * Every value of a metric, by step and then by time; empty when the run or the metric is unknown.
   * One answer holds them all, so that nothing shifts between pages.
   */
  async history(runId: string, key: string): Promise<Metric[]> {
    const { items } = await this.transport.call(requests.metricHistory(runId, key));
    return items.toSorted((a, b) => a.step - b.step || a.timestamp - b.timestamp);
  }

  /** Every value of a metric, page by page, in the server's order: by time. For histories too large for one answer. */
  historyPages(runId: string, key: string, pageSize = 10_000): AsyncGenerator<Metric, void> {
    return paginate((token) => this.transport.call(requests.metricHistory(runId, key, pageSize, token)));
  }

  /** One metric of up to 100 runs, thinned out for a chart. */
  historyInterval(options: HistoryIntervalOptions): Promise<RunMetric[]> {
    return this.transport.call(requests.metricHistoryInterval(options));
  }
}
