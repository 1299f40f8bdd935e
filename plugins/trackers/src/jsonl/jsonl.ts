import {
  definePlugin,
  inject,
  injectable,
  PluginOptions,
  type SuiteEvent,
  type Tracker,
  type TrackerContext,
} from '@ballast/core';
import { z } from 'zod';
import { EventLog } from './eventLog.ts';

const Options = z.strictObject({
  file: z.string().optional().describe("Where lines are added; without it, events.jsonl beside the suite's results."),
});

@injectable()
class JsonlTracker implements Tracker {
  private log: EventLog | undefined;

  constructor(@inject(PluginOptions) private readonly options: z.output<typeof Options>) {}

  open({ resultsRoot }: TrackerContext): void {
    this.log = EventLog.open(resultsRoot, this.options.file);
  }

  handle(event: SuiteEvent): void {
    this.log?.add(event, Date.now());
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  async complete({ resultsRoot }: TrackerContext): Promise<string> {
    const [{ readSuiteResults }, { eventsOf }] = await Promise.all([
      import('@ballast/suite/results'),
      import('./storedEvents.ts'),
    ]);
    const log = EventLog.open(resultsRoot, this.options.file);
    const added = eventsOf(readSuiteResults(resultsRoot)).filter(({ event, time }) => log.add(event, time));
    return `${log.file}: ${String(added.length)} lines added.`;
  }
}

export const jsonl = definePlugin({
  kind: 'tracker',
  id: 'jsonl',
  docs: { summary: 'Writes a line of JSON for each event, for programs that watch a run.' },
  options: Options,
  use: JsonlTracker,
});
