export { MlflowClient, type MlflowClientOptions, type StartRunOptions } from './client.ts';
export { connectionFromEnvironment } from './environment.ts';
export * from './errors.ts';
export type { ArtifactContent } from './artifacts/content.ts';
export { breaksImageGrid, LOGGED_IMAGES_TAG, steppedImagePaths, type SteppedImage } from './artifacts/images.ts';
export { LOGGED_ARTIFACTS_TAG, type Table, type TableCell } from './artifacts/table.ts';
export { DEFAULT_MULTIPART, type MultipartOptions } from './artifacts/upload.ts';
export { MetricQueue, type MetricQueueOptions } from './queue/metricQueue.ts';
export * as requests from './requests/index.ts';
export type { ArtifactInfo } from './requests/artifacts.ts';
export type { CreateExperimentOptions, SearchExperimentsOptions } from './requests/experiments.ts';
export type { CreateLoggedModelOptions, SearchLoggedModelsOptions } from './requests/loggedModels.ts';
export type { HistoryIntervalOptions, RunMetric } from './requests/metrics.ts';
export type { CreateModelVersionOptions, DescribeOptions } from './requests/registry.ts';
export type { CreateRunOptions, SearchRunsOptions, UpdateRunOptions } from './requests/runs.ts';
export type { ServerInfo } from './requests/server.ts';
export { Artifacts, type ArtifactOwner } from './resources/artifacts.ts';
export { Experiments } from './resources/experiments.ts';
export { LoggedModels } from './resources/loggedModels.ts';
export { Metrics } from './resources/metrics.ts';
export { ModelVersions } from './resources/modelVersions.ts';
export { RegisteredModels } from './resources/registeredModels.ts';
export { REQUEST_TAG, Runs, type LogOptions, type RunIdentity } from './resources/runs.ts';
export { Server } from './resources/server.ts';
export { ActiveRun, type ActiveRunOptions, type ImageOptions } from './run/activeRun.ts';
export type { Authentication } from './transport/authentication.ts';
export type { ConnectionOptions, TlsOptions } from './transport/options.ts';
export type { ApiRequest, Body, HttpMethod, JsonCall, Query, RawAnswer } from './transport/request.ts';
export { jsonRequest } from './transport/request.ts';
export { DEFAULT_RETRY, NO_RETRY, type RetryPolicy } from './transport/retry.ts';
export type { CallOptions } from './transport/transport.ts';
export type { Dataset, DatasetInput, DatasetSchema, LoggedDatasetInput } from './types/dataset.ts';
export type { Experiment, LifecycleStage } from './types/experiment.ts';
export {
  LOGGED_MODEL_STATUSES,
  type LoggedModel,
  type LoggedModelStatus,
  type ModelVersion,
  type RegisteredModel,
} from './types/model.ts';
export type { Page, SearchOptions, ViewType } from './types/page.ts';
export { RUN_STATUSES, type ModelOutput, type Run, type RunInfo, type RunStatus } from './types/run.ts';
export { splitBatches, type Batch } from './values/batches.ts';
export type { Entry, TextRecord } from './values/entries.ts';
export { checkKey, toKey } from './values/keys.ts';
export { BATCH_LIMITS, LENGTH_LIMITS, SERVER_UPLOAD_LIMIT, type BatchLimits } from './values/limits.ts';
export { createMetric, type EncodedMetric, type Metric, type MetricOptions } from './values/metric.ts';
export type { EncodedNumber } from './values/numbers.ts';
export { paramText, truncate, type TextSource } from './values/text.ts';
