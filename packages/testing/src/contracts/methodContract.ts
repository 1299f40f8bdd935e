import {
  createRandom,
  drawLabels,
  type LearningTask,
  type Method,
  type Network,
  type NoiseInjector,
  type Plugin,
  type SampleSet,
} from '@ballast/core';
import { disposeNamed, initializeBackend, initializeNetwork, tf } from '@ballast/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { digitsTask } from '../methods/digitsTask.ts';
import { runMethod, type MethodRun } from '../methods/runMethod.ts';
import { tinyMlp } from '../networks/tinyMlp.ts';
import { buildPlugin } from '../plugins/buildPlugin.ts';

export interface MethodSurroundings {
  /** What it trains; a small multilayer perceptron unless given. */
  readonly network?: Network;
  /** What it learns; a part of the digits, a third of it mislabelled, unless given. */
  readonly task?: () => Promise<LearningTask>;
  /** As in a suite file; a shift by one pixel unless given. */
  readonly augmentation?: Readonly<Record<string, unknown>>;
}

/** A third of the labels become that of the next class. */
const nextClass: NoiseInjector = {
  corrupt: ({ classCount, trueLabels, random }) => {
    const classes = Array.from({ length: classCount }, (_, label) => label);
    const probability = (row: number, column: number): number =>
      column === row ? 2 / 3 : column === (row + 1) % classCount ? 1 / 3 : 0;
    const transitionMatrix = classes.map((row) => classes.map((column) => probability(row, column)));
    return { givenLabels: drawLabels(transitionMatrix, trueLabels, random), transitionMatrix };
  },
};

/**
 * What every method owes its callers, for these options: phases that say what they depend on; a run that the seed
 * decides, that goes on after an interruption as if there had been none, and that looks at nothing it does not declare:
 * neither true labels nor a meta set.
 * @param options With two epochs or more a phase, and few: the method is run four times.
 * @param others Plugins that the options name: losses, samplers, weight nets.
 */
export function methodContract(
  plugin: Plugin<'method'>,
  options: Readonly<Record<string, unknown>>,
  others: readonly Plugin[] = [],
  { network = tinyMlp([64, 12, 12, 10]), task: given = smallDigits, augmentation }: MethodSurroundings = {},
): void {
  describe(`${plugin.id} ${JSON.stringify(options)} keeps the contract of a method`, () => {
    const build = (): Method => buildPlugin(plugin, options, others);
    const run = (on: LearningTask, interruptAfter?: number): Promise<MethodRun> =>
      runMethod(build(), { task: on, network: () => network, interruptAfter, augmentation });
    let task: LearningTask;
    let whole: MethodRun;
    let leaked: number;

    beforeAll(async () => {
      await initializeBackend();
      task = await given();
      const before = tf.memory().numTensors;
      whole = await run(task);
      leaked = tf.memory().numTensors - before;
    });

    it('has phases of different names, each after those that it uses, the last of them evaluated', () => {
      const { phases } = build();
      const names = phases.map(({ name }) => name);
      expect(new Set(names).size, 'outputs are found by the name of their phase').toBe(names.length);
      phases.forEach(({ name, uses }, index) => {
        for (const used of uses) {
          expect(names.slice(0, index), `the phase "${name}" uses one that runs before it`).toContain(used);
        }
      });
      expect(phases.at(-1)?.evaluated, 'the table shows a phase with `evaluated: true`').toBe(true);
    });

    it('says all its settings in JSON, the same every time: they are what a phase is known by', () => {
      const settings = () => build().phases.map((phase) => phase.settings);
      expect(settings()).toEqual(settings());
      expect(JSON.parse(JSON.stringify(settings())), 'a setting that JSON drops decides nothing').toEqual(
        withoutUndefined(settings()),
      );
    });

    it('leaves no tensor behind', () => {
      expect(leaked, 'dispose what `runEpochs` hands back: wrap steps in tf.tidy, free the last state').toBe(0);
    });

    it('learns, with finite losses, and reports every epoch', () => {
      for (const [phase, epochs] of Object.entries(whole.metrics)) {
        expect(epochs.length, `the phase "${phase}" reports its epochs through runEpochs`).toBeGreaterThan(0);
        for (const { train } of epochs) expect(train.loss, phase).toSatisfy(Number.isFinite);
      }
    });

    it('says which network its classifier is, so that one out of the store can be used', () => {
      const rebuilt = build().classifier?.(network, task.classCount) ?? network;
      const why =
        'predict and export rebuild the evaluated network: where it is more than the model, implement `classifier`';
      expect(whole.classifier.stages, why).toEqual(rebuilt.stages.map(({ name }) => name));
      const fresh = initializeNetwork(rebuilt, createRandom('names'));
      const names = Object.keys({ ...fresh.parameters, ...fresh.buffers });
      disposeNamed(fresh.parameters);
      disposeNamed(fresh.buffers);
      expect(whole.classifier.tensors, why).toEqual(expect.arrayContaining(names));
    });

    it('goes on after an interruption, bit for bit', async () => {
      const resumed = await run(task, 1);
      const why = 'all that an epoch takes from earlier ones stands in the loop state: tensors or arrays';
      expect(resumed.tensors, why).toEqual(whole.tensors);
      expect(resumed.outputs, why).toEqual(whole.outputs);
    });

    it('looks at true labels only where it says so (`knowsTruth`)', async () => {
      if (build().knowsTruth === true) return;
      const blind = await run({ ...task, train: withoutTruth(task.train), validation: withoutTruth(task.validation) });
      expect(blind.tensors, 'nobody knows the true labels: learn from givenLabels, or set knowsTruth').toEqual(
        whole.tensors,
      );
    });

    it('looks at the trusted meta set only where it says so (`usesMetaSet`)', async () => {
      if (build().usesMetaSet) return;
      const empty = { ...task.meta, count: 0, indices: new Int32Array(), givenLabels: new Int32Array() };
      const alone = await run({ ...task, meta: { ...empty, trueLabels: new Int32Array() } });
      expect(alone.tensors, 'a comparison tells who learns from clean samples: set usesMetaSet').toEqual(whole.tensors);
    });
  });
}

function smallDigits(): Promise<LearningTask> {
  return digitsTask({ trainLimit: 200, testLimit: 40, noise: nextClass });
}

function withoutTruth(set: SampleSet): SampleSet {
  return { ...set, trueLabels: undefined };
}

/** Options that were left out are undefined, and JSON says nothing of those. */
function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(entries.map(([key, inner]) => [key, withoutUndefined(inner)]));
}
