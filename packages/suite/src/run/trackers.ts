import type { SuiteEvent, Tracker, TrackerContext } from '@ballast/core';

/** Those who watch a run. One that throws is complained of once and left alone from then on: the run goes on. */
export class Trackers {
  private watching: readonly Tracker[];

  constructor(
    trackers: readonly Tracker[],
    private readonly context: TrackerContext,
  ) {
    this.watching = trackers;
    this.each((tracker) => tracker.open?.(context));
  }

  handle(event: SuiteEvent): void {
    this.each((tracker) => {
      tracker.handle(event);
    });
  }

  /** One after the other: the first one clears its lines from the terminal. */
  async close(): Promise<void> {
    for (const tracker of this.watching) {
      await tracker.close().catch((error: unknown) => {
        this.complain(error);
      });
    }
  }

  private each(work: (tracker: Tracker) => void): void {
    for (const tracker of this.watching) {
      try {
        work(tracker);
      } catch (error) {
        this.watching = this.watching.filter((other) => other !== tracker);
        this.complain(error);
      }
    }
  }

  private complain(error: unknown): void {
    this.context.warn(`A tracker failed: ${error instanceof Error ? error.message : String(error)} The run goes on.`);
  }
}
