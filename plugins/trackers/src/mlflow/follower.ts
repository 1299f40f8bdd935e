import type { TrackerContext } from '@ballast/core';
import { besideARun, connect } from './connection.ts';
import type { MlflowOptions } from './mlflow.ts';
import { Synchronizer } from './send/synchronizer.ts';

/** Of the time that passes, the part that following a run may take: the rest belongs to the run. */
const share = 1 / 400;
const longestWaitSeconds = 120;
const secondsToFinish = 120;
/** With a server that did not answer just now. */
const secondsToFinishAway = 3;

/** Looks at the store now and then while a suite runs, and sends what is new. Keeps no process alive. */
export class Follower {
  private timer: NodeJS.Timeout | undefined;
  private working: Promise<void> = Promise.resolve();
  private failuresInARow = 0;
  private hasWarned = false;
  private isClosed = false;

  constructor(
    private readonly synchronizer: Pick<Synchronizer, 'synchronize' | 'close'>,
    private readonly warn: TrackerContext['warn'],
    private readonly intervalSeconds: number,
  ) {
    this.wait(intervalSeconds);
  }

  /** Sends the rest, with the artifacts; not for ever. */
  async close(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.timer);
    const limit = this.failuresInARow > 0 ? secondsToFinishAway : secondsToFinish;
    const inTime = await within(
      limit,
      this.working.then(() => this.look(true)),
    );
    if (!inTime) this.complain('it takes too long');
    this.synchronizer.close();
  }

  private wait(seconds: number): void {
    if (this.isClosed) return;
    this.timer = setTimeout(() => {
      this.working = this.lookNowAndLater();
    }, seconds * 1000);
    this.timer.unref();
  }

  private async lookNowAndLater(): Promise<void> {
    const before = process.cpuUsage();
    await this.look(false);
    const { user, system } = process.cpuUsage(before);
    const backoff = Math.min(this.intervalSeconds * 2 ** this.failuresInARow, longestWaitSeconds);
    this.wait(Math.max(this.intervalSeconds, backoff, (user + system) / 1e6 / share));
  }

  private async look(isOver: boolean): Promise<void> {
    try {
      await this.synchronizer.synchronize({ isRunning: !isOver, withArtifacts: isOver });
      this.failuresInARow = 0;
    } catch (error) {
      this.failuresInARow += 1;
      this.complain(error instanceof Error ? error.message : String(error));
    }
  }

  /** Once: whoever watches a run wants to see the run. */
  private complain(reason: string): void {
    if (this.hasWarned) return;
    this.hasWarned = true;
    this.warn(`MLflow does not get everything: ${reason}\n  The run goes on; ballast track sends what is missing.`);
  }
}

export function follow(options: MlflowOptions, { resultsRoot, warn }: TrackerContext): Follower {
  const synchronizer = new Synchronizer(connect(options, besideARun), resultsRoot, options.experiment);
  return new Follower(synchronizer, warn, options.intervalSeconds);
}

/** Whether the work ended in time; it goes on all the same. */
async function within(seconds: number, work: Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => {
      resolve(false);
    }, seconds * 1000);
  });
  const inTime = await Promise.race([work.then(() => true), late]);
  clearTimeout(timer);
  return inTime;
}
