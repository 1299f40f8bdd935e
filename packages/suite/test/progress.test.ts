import type { SuiteEvent } from '@ballast/core';
import { describe, expect, it } from 'vitest';
import { renderDuration, renderHeadline, renderRunning } from '../src/progress/render.ts';
import { advance, initialProgress, secondsLeft, type ProgressState } from '../src/progress/state.ts';
import { createProgressTracker } from '../src/progress/tracker.ts';

const started: SuiteEvent = { type: 'suite-started', suite: 'digits', cells: 4, cached: 1, epochs: { training: 10 } };

function epoch(cell: string, number: number): SuiteEvent {
  return { type: 'epoch-finished', cell, phase: 'training', epoch: number, epochs: 5, metrics: { testAccuracy: 0.5 } };
}

/** The state after events that come a second apart. */
function after(...events: SuiteEvent[]): ProgressState {
  return events.reduce((state, event, index) => advance(state, event, 1000 * index), initialProgress);
}

describe('progress', () => {
  it('counts cells, and estimates the time left from the epochs so far', () => {
    const state = after(started, { type: 'phase-started', cell: 'a', phase: 'training' }, epoch('a', 0), epoch('a', 1));
    expect(secondsLeft(state)).toBeCloseTo(8); // 8 epochs of 1 s, one phase at a time
    expect(renderHeadline(state)).toBe('digits: 1 of 4 cells done, about 8 s left');
    expect([...state.running.values()].map(renderRunning)).toEqual(['a  training  epoch 2/5  test 50.0 %']);
  });

  it('does not count epochs that an interrupted run has done already', () => {
    const state = after(started, { type: 'phase-started', cell: 'a', phase: 'training' }, epoch('a', 4));
    expect(secondsLeft(state)).toBe(5);
  });

  it('goes by the pace of late: the next method may be a slow one', () => {
    let state = advance(initialProgress, { ...started, epochs: { training: 410 } }, 0);
    for (let number = 0; number < 400; number += 1) {
      const seconds = number < 200 ? 0.1 * (number + 1) : 20 + (number - 199); // 200 epochs of 0.1 s, 200 of 1 s
      if (number === 0) state = advance(state, { type: 'phase-started', cell: 'a', phase: 'training' }, 0);
      state = advance(state, { ...epoch('a', number), epochs: 400 } as SuiteEvent, 1000 * seconds);
    }
    expect(secondsLeft(state)).toBeGreaterThan(9.5); // of 10 epochs
    expect(secondsLeft(state)).toBeLessThan(10);
  });

  it('shows failures at once, those that are alike once, and what is left when it ends', () => {
    let written = '';
    const tracker = createProgressTracker({ write: (text) => (written += text) });
    tracker.handle(started);
    for (const cell of ['a', 'b']) {
      tracker.handle({ type: 'cell-finished', cell, status: 'failed', message: 'the loss became NaN' });
    }
    void tracker.close();
    expect(written.split('\n')).toEqual([
      'digits: 1 of 4 cells done',
      'a failed: the loss became NaN',
      'digits: 1 of 4 cells done, 2 failed',
      '',
    ]);
  });

  it('draws anew over its own lines on a terminal', () => {
    const written: string[] = [];
    const tracker = createProgressTracker({ isTTY: true, columns: 30, write: (text) => written.push(text) });
    tracker.handle(started);
    void tracker.close();
    expect(written).toEqual(['digits: 1 of 4 cells done\n', '\u001B[1F\u001B[J', 'digits: 1 of 4 cells done\n']);
  });

  it('shows whole lines on a terminal that does not know its size', () => {
    const written: string[] = [];
    createProgressTracker({ isTTY: true, columns: 0, write: (text) => written.push(text) }).handle(started);
    expect(written).toEqual(['digits: 1 of 4 cells done\n']);
  });

  it.each([
    [0.2, '1 s'],
    [59, '59 s'],
    [100, '2 min'],
    [7300, '2 h 2 min'],
  ])('%d s read as %s', (seconds, text) => {
    expect(renderDuration(seconds)).toBe(text);
  });
});
