import { definePlugin, injectable, type Tracker } from '@ballast/core';
import { z } from 'zod';

@injectable()
class NoTracker implements Tracker {
  handle(): void {
    return;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

export const none = definePlugin({
  kind: 'tracker',
  id: 'none',
  docs: { summary: 'Shows a run nowhere but in the terminal, whatever the suite or the config says.' },
  options: z.strictObject({}),
  use: NoTracker,
});
