import {
  definePlugin,
  inject,
  injectable,
  PluginOptions,
  type SuiteEvent,
  type Tracker,
  type TrackerContext,
} from '@ballast/core';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const Options = z.strictObject({
  file: z.string().default('cells.txt').describe("In the suite's folder of the results."),
});

/** A line of text for each cell that ends: replace it by where your events go. */
@injectable()
class TemplateName implements Tracker {
  private context: TrackerContext | undefined;

  constructor(@inject(PluginOptions) private readonly options: z.infer<typeof Options>) {}

  open(context: TrackerContext): void {
    this.context = context;
  }

  /** Never throws: what happens to a tracker ends no run. */
  handle(event: SuiteEvent): void {
    if (event.type !== 'cell-finished' || this.context === undefined) return;
    const { resultsRoot, warn } = this.context;
    try {
      appendFileSync(join(resultsRoot, this.options.file), `${event.cell} ${event.status}\n`);
    } catch (error) {
      warn(`template-name: ${String(error)}`);
    }
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

export default definePlugin({
  kind: 'tracker',
  id: 'template-name',
  docs: { summary: 'One sentence that says what it does.' },
  options: Options,
  use: TemplateName,
});
