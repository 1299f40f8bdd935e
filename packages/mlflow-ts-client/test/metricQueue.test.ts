import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createMetric,
  MetricQueue,
  MlflowConnectionError,
  MlflowInputError,
  MlflowLostMetricsError,
  MlflowServerError,
  type Metric,
} from '../src/index.ts';

const failed = { request: 'POST log-batch', attempts: 1 };
const metric = (step: number): Metric => createMetric('m', step, { step, timestamp: 1 });
const refused = new MlflowServerError(400, 'INVALID_PARAMETER_VALUE', 'no', failed);
const away = new MlflowConnectionError('away', 'ECONNREFUSED', false, failed);

describe('MetricQueue', () => {
  it('sends everything once, in order, though any send may fail', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.boolean(), { maxLength: 12 }),
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 1, max: 20 }),
        async (failures, count, batchSize) => {
          const got: number[] = [];
          const fates = [...failures];
          const queue = new MetricQueue({
            batchSize,
            intervalSeconds: 0.001,
            maximumBackoffSeconds: 0.001,
            send: async (metrics) => {
              await Promise.resolve();
              expect(metrics.length).toBeLessThanOrEqual(batchSize);
              if (fates.shift() === true) throw away;
              got.push(...metrics.map(({ step }) => step));
            },
          });
          for (let step = 0; step < count; step += 1) queue.add(metric(step));
          for (;;) {
            try {
              await queue.close();
              break;
            } catch (error) {
              expect(error).toBe(away);
            }
          }
          expect(got).toEqual(Array.from({ length: count }, (_, step) => step));
          expect(queue.pending).toBe(0);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('sends by itself, soon, and when a batch is full at once', async () => {
    const got: number[] = [];
    const send = (metrics: readonly Metric[]): Promise<void> => Promise.resolve(void got.push(metrics.length));
    const queue = new MetricQueue({ send, intervalSeconds: 0.03, batchSize: 10 });
    queue.add(metric(0));
    expect(got).toEqual([]);
    await sleep(100);
    expect(got).toEqual([1]);
    await queue.close();
    const slow = new MetricQueue({ send, intervalSeconds: 60, batchSize: 10 });
    for (let step = 0; step < 10; step += 1) slow.add(metric(step));
    await sleep(50);
    expect(got).toEqual([1, 10]);
    await slow.close();
  });

  it('holds no more than it may, and says what is lost, once', async () => {
    const problems: unknown[] = [];
    const got: number[] = [];
    const send = (metrics: readonly Metric[]): Promise<void> =>
      Promise.resolve(void got.push(...metrics.map((one) => one.step)));
    const queue = new MetricQueue({
      send,
      capacity: 3,
      intervalSeconds: 60,
      onProblem: (error) => problems.push(error),
    });
    expect([0, 1, 2, 3, 4].map((step) => queue.add(metric(step)))).toEqual([true, true, true, false, false]);
    expect(problems).toHaveLength(1);
    await expect(queue.flush()).rejects.toMatchObject({ name: 'MlflowLostMetricsError', lost: 2 });
    expect(got).toEqual([0, 1, 2]);
    await queue.flush();
    await queue.close();
    expect(() => queue.add(metric(9))).toThrow(MlflowInputError);
  });

  it('gives up only what the server refuses, and goes on with the rest', async () => {
    const got: number[] = [];
    const send = (metrics: readonly Metric[]): Promise<void> => {
      if (metrics.some(({ step }) => step === 1)) return Promise.reject(refused);
      got.push(...metrics.map(({ step }) => step));
      return Promise.resolve();
    };
    const queue = new MetricQueue({ send, batchSize: 1, intervalSeconds: 60 });
    for (const step of [0, 1, 2]) queue.add(metric(step));
    await expect(queue.close()).rejects.toBeInstanceOf(MlflowLostMetricsError);
    expect(got).toEqual([0, 2]);
  });

  it('tells of an outage once, and keeps what it could not send', async () => {
    const problems: unknown[] = [];
    let tries = 0;
    const send = (): Promise<void> => {
      tries += 1;
      return Promise.reject(away);
    };
    const queue = new MetricQueue({
      send,
      intervalSeconds: 0.005,
      maximumBackoffSeconds: 0.01,
      onProblem: (error) => problems.push(error),
    });
    queue.add(metric(0));
    while (tries < 3) await sleep(5);
    expect(problems).toEqual([away]);
    await expect(queue.close()).rejects.toBe(away);
    expect(queue.unsent).toEqual([metric(0)]);
  });

  it('ends in time though the sending hangs', async () => {
    const send = (_: readonly Metric[], signal: AbortSignal): Promise<void> =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          reject(away);
        });
      });
    const queue = new MetricQueue({ send });
    queue.add(metric(0));
    await expect(queue.close(0.05)).rejects.toBe(away); // without its limit it would wait for ever
    expect(queue.pending).toBe(1);
  });
});
