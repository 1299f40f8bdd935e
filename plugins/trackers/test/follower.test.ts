import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Follower } from '../src/mlflow/follower.ts';

const intervalSeconds = 1;

/** A store that takes the processor for so long at every look, by a clock of the test; how often it was looked at. */
function costly(milliseconds: number) {
  let used = 0;
  vi.spyOn(process, 'cpuUsage').mockImplementation((before) => ({ user: used - (before?.user ?? 0), system: 0 }));
  const store = {
    looks: 0,
    synchronize: () => {
      store.looks += 1;
      used += 1000 * milliseconds;
      return Promise.resolve({ runs: 0, values: 0, files: 0 });
    },
    close: () => undefined,
  };
  return store;
}

describe('a follower', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  it('leaves 399 parts of 400 to the run: after a look of 25 ms of the processor it waits for 10 s', async () => {
    const store = costly(25);
    new Follower(store, () => undefined, intervalSeconds);
    await vi.advanceTimersByTimeAsync(1000 * intervalSeconds);
    expect(store.looks).toBe(1);
    await vi.advanceTimersByTimeAsync(9990);
    expect(store.looks).toBe(1);
    await vi.advanceTimersByTimeAsync(10);
    expect(store.looks).toBe(2);
  });

  it('looks as often as it was asked to where a look costs nothing to speak of', async () => {
    const store = costly(0);
    new Follower(store, () => undefined, intervalSeconds);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(store.looks).toBe(20);
  });

  it('looks once more when it is closed, and then never again', async () => {
    const store = costly(0);
    const follower = new Follower(store, () => undefined, intervalSeconds);
    await follower.close();
    expect(store.looks).toBe(1);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(store.looks).toBe(1);
  });
});
