import type { MlflowClient, Run } from '@ballast/mlflow-ts-client';
import { userInfo } from 'node:os';
import type { RunView } from '../view/runView.ts';

/** Says which store a run shows: two stores of one suite are two suites on a server. */
export const storeTag = 'ballast.store';
/** Tells a run from the others of its store. */
export const identityTag = 'ballast.run';
/** What a cell's first epoch came to: a later computation of the same cell is another run. */
export const computationTag = 'ballast.computation';

/** The runs that a server has of one store. */
export class ServerRuns {
  private constructor(
    private readonly client: MlflowClient,
    private readonly experimentId: string,
    private readonly store: string,
    private readonly runs: Map<string, Run>,
  ) {}

  static async read(client: MlflowClient, experiment: string, store: string): Promise<ServerRuns> {
    const { experimentId } = await client.experiments.getOrCreate(experiment);
    const runs = new Map<string, Run>();
    const filter = `tags.\`${storeTag}\` = '${store}'`;
    const search = { experimentIds: [experimentId], filter, orderBy: ['attributes.start_time DESC'] };
    for await (const run of client.runs.search(search)) runs.set(run.tags[identityTag] ?? '', run);
    return new ServerRuns(client, experimentId, store, runs);
  }

  find(identity: string): Run | undefined {
    return this.runs.get(identity);
  }

  /** A new run, with all its tags at once. */
  async create(view: RunView): Promise<Run> {
    const parentRunId = view.parent === undefined ? undefined : this.runs.get(view.parent)?.info.runId;
    const run = await this.client.runs.create({
      experimentId: this.experimentId,
      runName: view.name,
      startTime: view.startTime,
      userId: userInfo().username,
      ...(parentRunId === undefined ? {} : { parentRunId }),
      tags: {
        ...view.tags,
        [storeTag]: this.store,
        [identityTag]: view.identity,
        ...(view.computation === undefined ? {} : { [computationTag]: view.computation }),
      },
    });
    this.runs.set(view.identity, run);
    return run;
  }

  /** Takes note of what a run has by now. */
  update(view: RunView, run: Run): void {
    this.runs.set(view.identity, run);
  }

  /** Moves a run to the server's bin: its cell was computed anew. */
  async discard(view: RunView, run: Run): Promise<void> {
    await this.client.runs.delete(run.info.runId);
    this.runs.delete(view.identity);
  }
}
