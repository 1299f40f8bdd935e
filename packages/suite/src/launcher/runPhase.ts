import { createRandom, type HeadKind, type Phase, type PhaseOutput } from '@ballast/core';
import { createPhaseContext, type TrainingPhaseContext } from '@ballast/training';
import { hostname } from 'node:os';
import { PhaseFolder, type PhaseTiming } from '../store/phaseFolder.ts';
import { lockPhase } from './lockPhase.ts';
import { progressOf } from './phaseProgress.ts';
import { pluginsAtWork } from './pluginsAtWork.ts';
import type { WorkerEnvironment } from './taskRunner.ts';
import type { PhaseReference, PhaseTask } from './tasks.ts';

/** Runs a phase from its last checkpoint on, and marks it finished when its outputs are stored. */
export async function runPhase(task: PhaseTask, environment: WorkerEnvironment): Promise<void> {
  const folder = new PhaseFolder(environment.folder.phase(task.phase.folder));
  const lock = await lockPhase(folder);
  if (folder.summary(task.phase.id) !== undefined) {
    lock.release(); // while this process waited, another one finished it
    return;
  }
  const start = performance.now();
  try {
    folder.writeConfig(task.phase.config);
    folder.finish(task.phase.id, await compute(task, folder, environment), task.phase.code);
  } finally {
    try {
      folder.addTiming(timingSince(start));
    } finally {
      lock.release();
    }
  }
}

async function compute(task: PhaseTask, folder: PhaseFolder, environment: WorkerEnvironment): Promise<PhaseOutput> {
  const context = await createContext(task, folder, environment);
  try {
    const output = await phaseOf(task, environment).run(context);
    return { ...output, arrays: { ...output.arrays, ...context.predictions() } };
  } finally {
    context.dispose();
  }
}

function timingSince(start: number): PhaseTiming {
  return {
    seconds: (performance.now() - start) / 1000,
    peakMemoryMegabytes: Math.round(process.resourceUsage().maxRSS / 1024),
    host: hostname(),
  };
}

function phaseOf({ config, phase }: PhaseTask, { registry }: WorkerEnvironment): Phase {
  const found = registry.instantiate('method', config.method).phases.find(({ name }) => name === phase.name);
  if (found === undefined) throw new Error(`the method "${config.method.type}" has no phase "${phase.name}"`);
  return found;
}

async function createContext(
  { config, phase, uses }: PhaseTask,
  folder: PhaseFolder,
  { registry, data, folder: suite, report }: WorkerEnvironment,
): Promise<TrainingPhaseContext> {
  const { task } = await data.prepare(config.task);
  const model = registry.instantiate('model', config.model);
  return createPhaseContext({
    phase: phase.name,
    task,
    network: (head) => model.build({ imageShape: task.train.imageShape, classCount: task.classCount, head }),
    headOverride: headOf(config.model['head']),
    augmentation: config.augmentation,
    random: createRandom(config.task.seed).split('phases').split(phase.name),
    outputs: Object.fromEntries(uses.map((used) => [used.name, outputOf(used, suite.phase(used.folder))])),
    folder: folder.folder,
    keepClassifier: true, // of phases in between too: what is one for this method may be the last for another
    onEpoch: (metrics) => {
      report({ type: 'epoch', ...progressOf(metrics) });
    },
    onLeak: (tensors) => {
      report({ type: 'warning', message: leakWarning(tensors, pluginsAtWork(registry, config.method)) });
    },
    warn: (message) => {
      report({ type: 'warning', message });
    },
  });
}

function leakWarning(tensors: number, plugins: string): string {
  return (
    `Every epoch leaves tensors behind, the last one ${String(tensors)}: memory grows until the phase ends. ` +
    `${plugins} The contract suites of @ballast/testing tell which one, and tf.tidy mends most of it.`
  );
}

/** What a model's options fix; `auto` leaves it to the loss. */
function headOf(option: unknown): HeadKind | undefined {
  return option === 'linear' || option === 'cosine' ? option : undefined;
}

function outputOf({ id, name }: PhaseReference, path: string): PhaseOutput {
  const folder = new PhaseFolder(path);
  const summary = folder.summary(id);
  if (summary === undefined) throw new Error(`the outputs of the phase "${name}" are not in ${path}`);
  return folder.output(summary);
}
