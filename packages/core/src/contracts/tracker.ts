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
  | { readonly type: 'suite-finished'; readonly suite: string; readonly seconds: number };

/** Where metrics, parameters and artifacts go. A view of the results store, never its source. */
export interface Tracker {
  handle(event: SuiteEvent): void;
  close(): Promise<void>;
}
