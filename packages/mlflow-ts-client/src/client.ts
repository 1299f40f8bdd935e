import type { MultipartOptions } from './artifacts/upload.ts';
import { connectionFromEnvironment } from './environment.ts';
import type { CreateRunOptions } from './requests/runs.ts';
import { Artifacts } from './resources/artifacts.ts';
import { Experiments } from './resources/experiments.ts';
import { LoggedModels } from './resources/loggedModels.ts';
import { Metrics } from './resources/metrics.ts';
import { ModelVersions } from './resources/modelVersions.ts';
import { RegisteredModels } from './resources/registeredModels.ts';
import { Runs, type RunIdentity } from './resources/runs.ts';
import { Server } from './resources/server.ts';
import { ActiveRun, type ActiveRunOptions } from './run/activeRun.ts';
import { completeOptions, type ConnectionOptions } from './transport/options.ts';
import type { ApiRequest } from './transport/request.ts';
import { Transport, type CallOptions } from './transport/transport.ts';

/** How to reach a server, and how large files go there. */
export interface MlflowClientOptions extends ConnectionOptions {
  readonly multipart?: MultipartOptions;
}

/** What a run starts with. */
export interface StartRunOptions extends CreateRunOptions {
  /** Finds the run of an earlier process by a tag, instead of making a second one. */
  readonly identity?: RunIdentity;
  readonly metrics?: ActiveRunOptions;
}

/** A MLflow tracking server, seen through its REST interface. */
export class MlflowClient {
  readonly experiments: Experiments;
  readonly runs: Runs;
  readonly metrics: Metrics;
  readonly artifacts: Artifacts;
  readonly registeredModels: RegisteredModels;
  readonly modelVersions: ModelVersions;
  readonly loggedModels: LoggedModels;
  readonly server: Server;
  private readonly transport: Transport;

  /** @throws MlflowInputError for a tracking URI that is no HTTP address. */
  constructor(options: MlflowClientOptions) {
    this.transport = new Transport(completeOptions(options));
    this.experiments = new Experiments(this.transport);
    this.runs = new Runs(this.transport);
    this.metrics = new Metrics(this.transport);
    this.artifacts = new Artifacts(this.transport, options.multipart);
    this.registeredModels = new RegisteredModels(this.transport);
    this.modelVersions = new ModelVersions(this.transport);
    this.loggedModels = new LoggedModels(this.transport, this.artifacts);
    this.server = new Server(this.transport);
  }

  /** A client as MLflow's environment variables describe it; see `connectionFromEnvironment`. */
  static fromEnvironment(environment?: Readonly<Record<string, string | undefined>>): MlflowClient {
    return new MlflowClient(connectionFromEnvironment(environment));
  }

  /** Makes a run, or finds it by its identity, and opens it for logging; end it with `finish`. */
  async startRun({ identity, metrics, ...options }: StartRunOptions): Promise<ActiveRun> {
    const run = await (identity === undefined ? this.runs.create(options) : this.runs.getOrCreate(options, identity));
    return new ActiveRun(run.info, this.runs, this.artifacts, metrics);
  }

  /** Opens a run that exists for logging; whatever its status, the server takes more. */
  async resumeRun(runId: string, metrics?: ActiveRunOptions): Promise<ActiveRun> {
    const run = await this.runs.get(runId);
    return new ActiveRun(run.info, this.runs, this.artifacts, metrics);
  }

  /** Sends any request of the interface, with this client's credentials, retries and errors. */
  call<Answer>(request: ApiRequest<Answer>, options?: CallOptions): Promise<Answer> {
    return this.transport.call(request, options);
  }

  /** Lets go of idle connections, so that a process may end at once. */
  close(): void {
    this.transport.close();
  }
}
