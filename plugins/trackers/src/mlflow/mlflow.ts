import { definePlugin, inject, injectable, PluginOptions, type Tracker, type TrackerContext } from '@ballast/core';
import { z } from 'zod';
import type { Follower } from './follower.ts';

const Options = z.strictObject({
  uri: z
    .string()
    .optional()
    .describe('Of the tracking server; without it, MLFLOW_TRACKING_URI, else http://127.0.0.1:5000.'),
  experiment: z.string().optional().describe("Without it, the suite's name."),
  intervalSeconds: z.number().positive().default(5).describe('A running suite is shown at most so often.'),
});
export type MlflowOptions = z.output<typeof Options>;

/** Follows the files of the store, not the events: so a run looks the same live, afterwards, and from a cluster. */
@injectable()
class MlflowTracker implements Tracker {
  private follower: Promise<Follower> | undefined;

  constructor(@inject(PluginOptions) private readonly options: MlflowOptions) {}

  open(context: TrackerContext): void {
    this.follower = import('./follower.ts').then(({ follow }) => follow(this.options, context));
    this.follower.catch(() => undefined); // `close` says it
  }

  handle(): void {
    return;
  }

  async close(): Promise<void> {
    await (await this.follower)?.close();
  }

  async complete(context: TrackerContext): Promise<string> {
    const { complete } = await import('./complete.ts');
    return complete(this.options, context);
  }
}

export const mlflow = definePlugin({
  kind: 'tracker',
  id: 'mlflow',
  docs: { summary: 'Shows suites on an MLflow server: runs in runs, metrics by epoch, figures, tables, the report.' },
  options: Options,
  use: MlflowTracker,
});
