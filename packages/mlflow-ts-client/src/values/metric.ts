import { checkKey } from './keys.ts';
import { checkInteger, checkTimestamp, encodeNumber, type EncodedNumber } from './numbers.ts';

/**
 * One value of a metric. The server identifies it by (run, key, timestamp, step, value): sent twice it is stored
 * once, but with another timestamp it is another point, so the timestamp is fixed when the value is made.
 */
export interface Metric {
  readonly key: string;
  readonly value: number;
  /** Whole milliseconds since 1970. */
  readonly timestamp: number;
  readonly step: number;
  /** MLflow 3: the logged model that the value belongs to. */
  readonly modelId?: string | undefined;
  readonly datasetName?: string | undefined;
  readonly datasetDigest?: string | undefined;
}

/** Where and when a value was made. */
export interface MetricOptions extends Partial<Pick<Metric, 'step' | 'timestamp'>> {
  readonly modelId?: string | undefined;
  readonly datasetName?: string | undefined;
  readonly datasetDigest?: string | undefined;
}

/** A metric in a request. */
export interface EncodedMetric {
  readonly key: string;
  readonly value: EncodedNumber;
  readonly timestamp: number;
  readonly step: number;
  readonly model_id?: string | undefined;
  readonly dataset_name?: string | undefined;
  readonly dataset_digest?: string | undefined;
}

/** A metric, checked, with its moment. @throws MlflowInputError for a bad name, step or timestamp. */
export function createMetric(key: string, value: number, options: MetricOptions = {}): Metric {
  encodeNumber(value);
  return {
    ...options,
    key: checkKey(key),
    value,
    step: checkInteger(options.step ?? 0, 'step'),
    timestamp: checkTimestamp(options.timestamp ?? Date.now()),
  };
}

/** What is sent for a metric. @throws MlflowInputError as {@link createMetric}. */
export function encodeMetric(metric: Metric): EncodedMetric {
  const { key, value, timestamp, step } = createMetric(metric.key, metric.value, metric);
  return {
    key,
    value: encodeNumber(value),
    timestamp,
    step,
    ...(metric.modelId === undefined ? {} : { model_id: metric.modelId }),
    ...(metric.datasetName === undefined ? {} : { dataset_name: metric.datasetName }),
    ...(metric.datasetDigest === undefined ? {} : { dataset_digest: metric.datasetDigest }),
  };
}
