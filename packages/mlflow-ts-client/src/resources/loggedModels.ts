import type { ArtifactContent } from '../artifacts/content.ts';
import type { ArtifactInfo } from '../requests/artifacts.ts';
import * as requests from '../requests/loggedModels.ts';
import type { CreateLoggedModelOptions, SearchLoggedModelsOptions } from '../requests/loggedModels.ts';
import type { Transport } from '../transport/transport.ts';
import type { LoggedModel, LoggedModelStatus } from '../types/model.ts';
import { paginate } from '../types/page.ts';
import type { TextRecord } from '../values/entries.ts';
import type { Artifacts } from './artifacts.ts';

/** MLflow 3's models of runs. Every method may throw a `MlflowError`. */
export class LoggedModels {
  constructor(
    private readonly transport: Transport,
    private readonly artifacts: Artifacts,
  ) {}

  /** A model that is PENDING until it is finalized; link it to its run with `runs.logOutputs`. */
  create(options: CreateLoggedModelOptions): Promise<LoggedModel> {
    return this.transport.call(requests.createLoggedModel(options));
  }

  /** With its params and metrics. */
  get(modelId: string): Promise<LoggedModel> {
    return this.transport.call(requests.getLoggedModel(modelId));
  }

  /** Says that its files are all there, or that they will not come. */
  finalize(modelId: string, status: LoggedModelStatus = 'READY'): Promise<LoggedModel> {
    return this.transport.call(requests.finalizeLoggedModel(modelId, status));
  }

  /** All that match, page by page. */
  search(options: SearchLoggedModelsOptions): AsyncGenerator<LoggedModel, void> {
    return paginate((token) => this.transport.call(requests.searchLoggedModels(options, token)));
  }

  /** Params cannot be changed later. */
  logParams(modelId: string, params: TextRecord): Promise<void> {
    return this.transport.call(requests.logLoggedModelParams(modelId, params));
  }

  /** Sets, or overwrites, tags. */
  setTags(modelId: string, tags: TextRecord): Promise<void> {
    return this.transport.call(requests.setLoggedModelTags(modelId, tags));
  }

  /** Removes one tag. */
  deleteTag(modelId: string, key: string): Promise<void> {
    return this.transport.call(requests.deleteLoggedModelTag(modelId, key));
  }

  /** Its files stay. */
  delete(modelId: string): Promise<void> {
    return this.transport.call(requests.deleteLoggedModel(modelId));
  }

  /** Stores a file of the model. */
  upload(model: Pick<LoggedModel, 'artifactUri'>, path: string, content: ArtifactContent): Promise<void> {
    return this.artifacts.uploadTo(model.artifactUri, path, content);
  }

  /** The files and folders of one folder of the model. */
  listArtifacts(modelId: string, folder?: string): AsyncGenerator<ArtifactInfo, void> {
    return paginate((token) => this.transport.call(requests.listLoggedModelArtifacts(modelId, folder, token)));
  }

  /** A file's bytes; where the server hands artifacts on. */
  download(model: Pick<LoggedModel, 'artifactUri'>, path: string): Promise<Buffer> {
    return this.artifacts.downloadFrom(model.artifactUri, path);
  }
}
