import type { Lock } from '@ballast/core';
import type { MlflowClient, Run } from '@ballast/mlflow-ts-client';
import { ResultsReader, type CellResult, type SuiteResults } from '@ballast/suite/results';
import { artifactsOfMethod, artifactsOfSuite } from '../artifacts/artifacts.ts';
import { cellRun, isBegun } from '../view/cellRun.ts';
import { methodRun } from '../view/methodRun.ts';
import { suiteIdentity, suiteRun } from '../view/suiteRun.ts';
import { inParallel } from './inParallel.ts';
import { sendArtifacts } from './sendArtifacts.ts';
import { sendRun } from './sendRun.ts';
import { ServerRuns } from './serverRuns.ts';
import { storeIdOf } from './storeId.ts';
import type { Total } from './total.ts';
import { lockTracking } from './trackingLock.ts';

/** Calls at a time; a server that keeps its runs in SQLite writes one after the other anyway. */
const callsAtOnce = 4;

export interface Moment {
  /** Whether cells that are not finished are being computed. */
  readonly isRunning: boolean;
  /** Figures, tables and the report: drawn once, at the end. */
  readonly withArtifacts: boolean;
}

/** Makes a server show what the store holds, as often as it is asked; of cells that have not changed nothing is sent. */
export class Synchronizer {
  private readonly reader: ResultsReader;
  private lock: Lock | undefined;
  private server: ServerRuns | undefined;
  /** Cells as they were sent last, by name. */
  private readonly sent = new Map<string, CellResult>();

  constructor(
    private readonly client: MlflowClient,
    private readonly resultsRoot: string,
    private readonly experiment: string | undefined,
  ) {
    this.reader = new ResultsReader(resultsRoot);
  }

  /** @throws MlflowError when the server cannot be reached or refuses; what has arrived by then stays. */
  async synchronize(moment: Moment): Promise<Total> {
    const total: Total = { runs: 0, values: 0, files: 0 };
    this.lock ??= lockTracking(this.resultsRoot);
    const results = this.reader.read();
    try {
      this.server ??= await ServerRuns.read(this.client, this.experiment ?? results.name, storeIdOf(this.resultsRoot));
      await this.send(this.server, results, moment, total);
    } catch (error) {
      this.server = undefined; // nobody knows what has arrived: it is read again
      this.sent.clear();
      throw error;
    }
    return total;
  }

  close(): void {
    this.client.close();
    this.lock?.release();
  }

  private async send(server: ServerRuns, results: SuiteResults, moment: Moment, total: Total): Promise<void> {
    const { isRunning, withArtifacts } = moment;
    const changed = results.cells.filter((cell) => isBegun(cell) && this.isNews(cell, moment));
    const isFirst = server.find(suiteIdentity) === undefined;
    if (changed.length === 0 && !withArtifacts && !isFirst) return;
    const suite = await sendRun(this.client, server, suiteRun(results, isRunning), total);
    const methods = await this.sendMethods(server, results, isRunning, total);
    await inParallel(changed, callsAtOnce, async (cell) => {
      await sendRun(this.client, server, cellRun(results, cell, isRunning), total);
      this.sent.set(cell.name, cell);
    });
    if (withArtifacts) await this.sendArtifacts(results, suite, methods, total);
  }

  /** The end of a run changes those, too, that it left unfinished. */
  private isNews(cell: CellResult, { isRunning }: Moment): boolean {
    return this.sent.get(cell.name) !== cell || (cell.status === 'unfinished' && !isRunning);
  }

  private async sendMethods(
    server: ServerRuns,
    results: SuiteResults,
    isRunning: boolean,
    total: Total,
  ): Promise<Map<string, Run>> {
    const begun = results.methods.filter(({ id }) => results.cells.some((cell) => cell.method === id && isBegun(cell)));
    const runs = new Map<string, Run>();
    for (const method of begun) {
      runs.set(method.id, await sendRun(this.client, server, methodRun(results, method, isRunning), total));
    }
    return runs;
  }

  private async sendArtifacts(
    results: SuiteResults,
    suite: Run,
    methods: ReadonlyMap<string, Run>,
    total: Total,
  ): Promise<void> {
    await sendArtifacts(this.client, suite, artifactsOfSuite(results), total);
    for (const method of results.methods) {
      const run = methods.get(method.id);
      if (run !== undefined) await sendArtifacts(this.client, run, artifactsOfMethod(results, method), total);
    }
  }
}
