/** A moment of a suite that somebody may want to see, in a terminal or on a dashboard. */
export type SuiteEvent =
  | {
      readonly type: 'suite-started';
      readonly suite: string;
      readonly cells: number;
      /** Cells that were finished before. */
      readonly cached: number;
      /** Epochs still to be run, by the phase's name, where the phases say how many they have. */
      readonly epochs?: Readonly<Record<string, number>>;
    }
  | { readonly type: 'phase-started'; readonly cell: string; readonly phase: string; readonly epochs?: number }
  | {
      readonly type: 'epoch-finished';
      readonly cell: string;
      readonly phase: string;
      readonly epoch: number;
      readonly epochs: number;
      readonly metrics: Readonly<Record<string, number>>;
    }
  | { readonly type: 'phase-finished'; readonly cell: string; readonly phase: string }
  | {
      readonly type: 'cell-finished';
      readonly cell: string;
      readonly status: 'finished' | 'failed';
      readonly message?: string;
    }
  /** What somebody should know of a cell that goes on nevertheless. */
  | { readonly type: 'warning'; readonly cell: string; readonly message: string }
  | { readonly type: 'suite-finished'; readonly suite: string; readonly seconds: number };

/** Whose results a tracker shows, and where it may complain. */
export interface TrackerContext {
  /** The suite's folder in the results store. */
  readonly resultsRoot: string;
  /** One line for the person who waits. */
  readonly warn: (message: string) => void;
}

/**
 * Where metrics, parameters and artifacts go. A view of the results store, never its source: what it shows can be
 * read from the store at any time, and nothing that happens to it slows or ends a run.
 */
export interface Tracker {
  /** Before the first event of a run. */
  open?(context: TrackerContext): void;
  handle(event: SuiteEvent): void;
  /** After the last event; may take a moment to finish, and never throws for a reason of its own. */
  close(): Promise<void>;
  /**
   * Shows, from the store alone, everything that is not shown yet; twice in a row the second time adds nothing.
   * @returns what it did, for the person who asked.
   * @throws UserError when it cannot.
   */
  complete?(context: TrackerContext): Promise<string>;
}
