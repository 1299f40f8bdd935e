import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createRandom,
  type HeadKind,
  type LearningTask,
  type Method,
  type NamedArray,
  type Network,
  type Phase,
  type PhaseContext,
  type PhaseOutput,
} from '@ballast/core';
import { AugmentationOptions } from '@ballast/data';
import { createPhaseContext, readMetrics, type EpochMetrics, type TrainingPhaseContext } from '@ballast/training';

export interface MethodRunOptions {
  readonly task: LearningTask;
  readonly network: (head: HeadKind) => Network;
  readonly seed?: number | undefined;
  /** Every phase stops after so many epochs and goes on from its checkpoint, as after a kill. */
  readonly interruptAfter?: number | undefined;
  /** As in a suite file; a shift by one pixel unless given. */
  readonly augmentation?: Readonly<Record<string, unknown>> | undefined;
}

export interface MethodRun {
  readonly outputs: Readonly<Record<string, PhaseOutput>>;
  /** By phase. */
  readonly metrics: Readonly<Record<string, readonly EpochMetrics[]>>;
  /** The state's tensors after the last phase, by name. */
  readonly tensors: Readonly<Record<string, readonly number[]>>;
  /** What the last epoch evaluated. */
  readonly classifier: EvaluatedClassifier;
}

/** A classifier by the names that a file would hold. */
export interface EvaluatedClassifier {
  readonly stages: readonly string[];
  /** Of parameters and buffers. */
  readonly tensors: readonly string[];
}

/** Runs all phases of a method as a suite would, with real checkpoints in a folder of its own. */
export async function runMethod(method: Method, options: MethodRunOptions): Promise<MethodRun> {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-'));
  const outputs: Record<string, PhaseOutput> = {};
  const metrics: Record<string, readonly EpochMetrics[]> = {};
  let tensors: Record<string, number[]> = {};
  let classifier: EvaluatedClassifier = { stages: [], tensors: [] };
  try {
    for (const phase of method.phases) {
      const own = join(folder, phase.name);
      const { interruptAfter } = options;
      const run = (view: (context: PhaseContext) => PhaseContext): Promise<PhaseOutput> =>
        runPhase(phase, openContext(phase, options, outputs, own), view);
      if (interruptAfter !== undefined) await run((context) => stoppingAfter(context, interruptAfter));
      outputs[phase.name] = await run((context) =>
        lookingAt(context, (values, evaluated) => {
          tensors = values;
          classifier = evaluated;
        }),
      );
      metrics[phase.name] = readMetrics(join(own, 'metrics.jsonl'));
    }
    return { outputs, metrics, tensors, classifier };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @throws Error when the phase gave no such array. */
export function arrayOf({ outputs }: MethodRun, phase: string, name: string): NamedArray {
  const array = outputs[phase]?.arrays[name];
  if (array === undefined) throw new Error(`The phase "${phase}" gave no array "${name}".`);
  return array;
}

function openContext(
  phase: Phase,
  { task, network, seed = 1, augmentation = { padding: 1, paddingMode: 'zero' } }: MethodRunOptions,
  outputs: Readonly<Record<string, PhaseOutput>>,
  folder: string,
): TrainingPhaseContext {
  return createPhaseContext({
    phase: phase.name,
    task,
    network,
    augmentation: AugmentationOptions.parse(augmentation),
    random: createRandom(seed),
    outputs,
    folder,
  });
}

async function runPhase(
  phase: Phase,
  context: TrainingPhaseContext,
  view: (context: PhaseContext) => PhaseContext,
): Promise<PhaseOutput> {
  try {
    return await phase.run(view(context));
  } finally {
    context.dispose();
  }
}

/** A context whose loop ends early; its checkpoint stays. */
function stoppingAfter(context: PhaseContext, epochs: number): PhaseContext {
  return {
    ...context,
    runEpochs: (loop) =>
      context.runEpochs({
        epochs,
        initialize: () => loop.initialize(),
        runEpoch: (state, epoch) => loop.runEpoch(state, epoch),
      }),
  };
}

/** A context that shows the numbers of the state's tensors before the phase frees them, and what was evaluated last. */
function lookingAt(
  context: PhaseContext,
  show: (tensors: Record<string, number[]>, classifier: EvaluatedClassifier) => void,
): PhaseContext {
  return {
    ...context,
    runEpochs: async (loop) => {
      let classifier: EvaluatedClassifier = { stages: [], tensors: [] };
      const state = await context.runEpochs({
        epochs: loop.epochs,
        initialize: () => loop.initialize(),
        runEpoch: async (before, epoch) => {
          const result = await loop.runEpoch(before, epoch);
          const { network, parameters, buffers } = result.record.classifier;
          const names = Object.keys({ ...parameters, ...buffers });
          classifier = { stages: network.stages.map(({ name }) => name), tensors: names };
          return result;
        },
      });
      const values = Object.entries(state.tensors).map(([name, tensor]): [string, number[]] => [
        name,
        [...tensor.dataSync()],
      ]);
      show(Object.fromEntries(values), classifier);
      return state;
    },
  };
}
