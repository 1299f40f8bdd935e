import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Schedule, type Schedulable } from '../src/launcher/schedule.ts';

const task = (id: string, cost = 1, ...dependsOn: string[]): Schedulable => ({ id, cost, dependsOn });

/** Any graph without cycles: a task may need earlier ones. */
const graph = fc
  .array(fc.tuple(fc.nat(20), fc.array(fc.nat())), { minLength: 1, maxLength: 15 })
  .map((tasks) =>
    tasks.map(([cost, needs], index) =>
      task(String(index), cost, ...(index === 0 ? [] : needs.map((need) => String(need % index)))),
    ),
  );

describe('the schedule', () => {
  it('starts each task once, after all that it needs', () => {
    fc.assert(
      fc.property(graph, fc.integer({ min: 1, max: 4 }), (tasks, workers) => {
        const schedule = new Schedule(tasks);
        const done = new Set<string>();
        const running: Schedulable[] = [];
        while (!schedule.isEmpty) {
          for (let next = schedule.start(); next !== undefined; next = schedule.start()) {
            expect(next.dependsOn.every((id) => done.has(id))).toBe(true);
            running.push(next);
            if (running.length === workers) break;
          }
          const ended = running.shift();
          if (ended === undefined) throw new Error('nothing runs although work is left');
          schedule.succeed(ended.id);
          done.add(ended.id);
        }
        expect(done.size).toBe(tasks.length);
      }),
    );
  });

  it('gives up exactly the tasks that need a failed one', () => {
    fc.assert(
      fc.property(graph, (tasks) => {
        const schedule = new Schedule(tasks);
        const first = schedule.start();
        if (first === undefined) throw new Error('a graph without cycles has a first task');
        const lost = schedule.fail(first.id).map(({ id }) => id);
        const needing = (id: string): boolean =>
          id === first.id || (tasks.find((other) => other.id === id)?.dependsOn.some(needing) ?? false);
        expect(lost.toSorted()).toEqual(tasks.map(({ id }) => id).filter(needing).toSorted()); // prettier-ignore
        expect(schedule.size).toBe(tasks.length - lost.length);
      }),
    );
  });

  it('starts the longest chain of work first', () => {
    const schedule = new Schedule([task('short', 5), task('probing', 3), task('allocating', 6, 'probing')]);
    expect(schedule.start()?.id).toBe('probing');
    expect(schedule.start()?.id).toBe('short');
    expect(schedule.start()).toBeUndefined();
  });

  it('starts what finishes something before everything else', () => {
    const schedule = new Schedule([
      task('long', 60),
      { ...task('summary', 0.1, 'short'), isUrgent: true },
      task('short'),
    ]);
    expect(schedule.start()?.id).toBe('long');
    expect(schedule.start()?.id).toBe('short');
    schedule.succeed('short');
    expect(schedule.start()?.id).toBe('summary');
  });

  it('counts what is not scheduled as done', () => {
    expect(new Schedule([task('allocating', 1, 'probing of an earlier run')]).start()?.id).toBe('allocating');
  });
});
