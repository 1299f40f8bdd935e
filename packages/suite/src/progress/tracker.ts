import type { SuiteEvent, Tracker } from '@ballast/core';
import { renderHeadline, renderRunning } from './render.ts';
import { advance, initialProgress, type ProgressState } from './state.ts';

/** The part of `process.stderr` that progress is shown on. */
export interface ProgressStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

const terminalMilliseconds = 200;
const plainMilliseconds = 10_000;

/** On a terminal a few lines that are drawn anew; elsewhere a line now and then. */
export function createProgressTracker(stream: ProgressStream): Tracker {
  return stream.isTTY === true ? new TerminalProgress(stream) : new PlainProgress(stream);
}

interface CellMessage {
  readonly cell: string;
  readonly message?: string | undefined;
}

/** Keeps the state and shows it at most every so often. */
abstract class Progress implements Tracker {
  protected state: ProgressState = initialProgress;
  private shownAt = Number.NEGATIVE_INFINITY;
  private readonly announced = new Set<string>();

  constructor(
    protected readonly stream: ProgressStream,
    private readonly interval: number,
  ) {}

  handle(event: SuiteEvent): void {
    const now = Date.now();
    this.state = advance(this.state, event, now);
    if (event.type === 'cell-finished' && event.status === 'failed') this.announceOnce('failed', event);
    if (event.type === 'warning') this.announceOnce('warns', event);
    if (now - this.shownAt < this.interval) return;
    this.shownAt = now;
    this.show();
  }

  /** Cells that say the same say so once: the headline counts those that fail. */
  private announceOnce(what: 'failed' | 'warns', { cell, message = '' }: CellMessage): void {
    const kind = `${what}: ${message}`;
    if (this.announced.has(kind)) return;
    this.announced.add(kind);
    this.announce(`${cell} ${kind}`);
  }

  abstract close(): Promise<void>;
  protected abstract show(): void;
  protected abstract announce(line: string): void;
}

class PlainProgress extends Progress {
  constructor(stream: ProgressStream) {
    super(stream, plainMilliseconds);
  }

  close(): Promise<void> {
    this.show();
    return Promise.resolve();
  }

  protected show(): void {
    this.stream.write(`${[renderHeadline(this.state), ...runningLines(this.state)].join(' | ')}\n`);
  }

  protected announce(line: string): void {
    this.stream.write(`${line}\n`);
  }
}

class TerminalProgress extends Progress {
  private drawnLines = 0;

  constructor(stream: ProgressStream) {
    super(stream, terminalMilliseconds);
  }

  close(): Promise<void> {
    this.erase();
    this.stream.write(`${renderHeadline(this.state)}\n`);
    return Promise.resolve();
  }

  protected show(): void {
    this.erase();
    const { columns = 0 } = this.stream; // a terminal of unknown size says 0
    const width = (columns === 0 ? 80 : columns) - 1;
    const lines = [renderHeadline(this.state), ...runningLines(this.state).map((line) => `  ${line}`)];
    this.stream.write(lines.map((line) => `${line.slice(0, width)}\n`).join(''));
    this.drawnLines = lines.length;
  }

  protected announce(line: string): void {
    this.erase();
    this.stream.write(`${line}\n`);
  }

  /** Moves up over what was drawn, and clears from there to the end of the screen. */
  private erase(): void {
    if (this.drawnLines > 0) this.stream.write(`\u001B[${String(this.drawnLines)}F\u001B[J`);
    this.drawnLines = 0;
  }
}

function runningLines({ running }: ProgressState): string[] {
  return [...running.values()].map(renderRunning);
}
