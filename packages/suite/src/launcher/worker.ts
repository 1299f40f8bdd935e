import { UserError } from '@ballast/core';
import { failureOf } from './failures.ts';
import type { TaskOutcome, WorkerReport, WorkerRequest } from './messages.ts';
import { TaskRunner } from './taskRunner.ts';
import type { Task } from './tasks.ts';

/** The entry of a child process: does what the suite's process asks, one request after another. */
const parent = process.ppid;
let runner: Promise<TaskRunner> | undefined;
let queue = Promise.resolve();

process.on('message', (message) => {
  queue = queue.then(() => handle(message as WorkerRequest));
});
process.on('disconnect', leave);
process.on('SIGINT', () => undefined); // the terminal sends it to everybody; the suite's process decides

async function handle(request: WorkerRequest): Promise<void> {
  switch (request.type) {
    case 'set-up':
      runner = TaskRunner.create(request.setup, report);
      runner.catch(() => undefined); // the first task reports it
      return;
    case 'run':
      report({ type: 'outcome', outcome: await run(request.task) });
      return;
    case 'stop':
      leave();
  }
}

async function run(task: Task): Promise<TaskOutcome> {
  let ready: TaskRunner;
  try {
    if (runner === undefined) throw new Error('a task came before the set-up');
    ready = await runner;
  } catch (error) {
    // A Ballast config or a plugin that was edited meanwhile: no task would fare better.
    return { status: 'failed', failure: { ...failureOf(error), stopsSuite: error instanceof UserError } };
  }
  try {
    await ready.run(task);
    return { status: 'done' };
  } catch (error) {
    return { status: 'failed', failure: failureOf(error) };
  }
}

/** An epoch may compute without a pause in which `disconnect` could be heard: each report looks by itself. */
function report(message: WorkerReport): void {
  if (!process.connected || process.ppid !== parent) leave();
  process.send?.(message);
}

function leave(): never {
  process.exit(0);
}
