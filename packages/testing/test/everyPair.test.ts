import {
  discoverPlugins,
  referencedKind,
  UserError,
  type HeadKind,
  type LearningTask,
  type Method,
  type Network,
  type Plugin,
  type PluginKind,
} from '@ballast/core';
import { initializeBackend } from '@ballast/tensor';
import { parse } from 'yaml';
import { beforeAll, describe, expect, it } from 'vitest';
import { digitsTask, runMethod, type MethodRun } from '../src/index.ts';

// Every plugin of the workspace in every place where a method takes one of its kind: what mixes does so by config alone,
// and what does not says why.

const locate = (path: readonly (string | number)[]): string => path.join('.');
const { registry } = await discoverPlugins(import.meta.dirname, (text) => ({ value: parse(text) as unknown, locate }));
const methods = registry.list().flatMap(({ plugin }) => (plugin.kind === 'method' ? [plugin as Plugin<'method'>] : []));

const schedule = { type: 'constant', learningRate: 0.02 };
const training = { epochs: 1, batchSize: 64, schedule };

/** Two epochs, the first one warm, and short phases before; a method takes of these what it has. */
const quick: Readonly<Record<string, unknown>> = {
  ...training,
  epochs: 2,
  warmEpochs: 1,
  weightNet: 'mw-net',
  hiddenLayers: 'stages', // of a multilayer perceptron
  pretraining: training,
  probing: { epochs: 8, batchSizes: [{ from: 0, batchSize: 64 }], schedule },
  estimation: training,
  teacher: training,
  verification: { epochs: 1, references: { perClass: 2 }, embedding: { size: 4, hiddenSize: 4 } },
};

type Schema = Parameters<typeof referencedKind>[0];
type Chosen = Readonly<Record<string, string>>;

function optionsOf({ options }: Plugin<'method'>): Readonly<Record<string, Schema>> {
  return options.shape;
}

/** The options of a method that are plugins: [name, kind]. */
function placesOf(method: Plugin<'method'>): (readonly [name: string, kind: PluginKind])[] {
  return Object.entries(optionsOf(method)).flatMap(([name, schema]) => {
    const kind = referencedKind(schema);
    return kind === undefined ? [] : [[name, kind] as const];
  });
}

/** One plugin at a time, beside the defaults; but every loss under every weight net where weights are learned. */
function choicesFor(method: Plugin<'method'>): Chosen[] {
  const single = placesOf(method).flatMap(([name, kind]) => registry.ids(kind).map((id) => ({ [name]: id })));
  if (method.id !== 'meta-reweighting') return single;
  const losses = registry.ids('loss');
  return [...single, ...losses.map((loss) => ({ loss, weightNet: 'curvenet' }))];
}

const pairs = methods.flatMap((method) =>
  choicesFor(method).map((chosen) => {
    const names = Object.entries(chosen).map(([place, id]) => `${place} ${id}`);
    return [`${method.id}, ${names.join(', ')}`, method, chosen] as const;
  }),
);

/** The only pairs that do not mix. */
const refused: Readonly<Record<string, RegExp>> = {
  'mlc, metaSet low-loss': /metaSet: .*mlc has no probing phase/,
  'l2rw, metaSet low-loss': /metaSet: .*l2rw has no probing phase/,
  'dynamic-loss, metaSet low-loss': /metaSet: .*dynamic-loss has no probing phase/,
  'dynamic-loss, weightNet curvenet': /weightNet: .*dynamic-loss has no probing phase/,
  'famus, weightNet curvenet': /weightNet: .*famus has no probing phase/,
};

const model = registry.instantiate('model', registry.resolve('model', { type: 'mlp', hidden: [8] }, locate));

let task: LearningTask;

beforeAll(async () => {
  await initializeBackend();
  task = await digitsTask({ trainLimit: 130, testLimit: 10, metaPerClass: 1 });
});

function build(method: Plugin<'method'>, chosen: Chosen): Method {
  const known = optionsOf(method);
  const own = Object.entries({ ...quick, ...chosen }).filter(([name]) => name in known);
  const options = { type: method.id, ...Object.fromEntries(own) };
  return registry.instantiate('method', registry.resolve('method', options, locate));
}

/** @throws UserError when the method refuses what was chosen. */
function trained(method: Plugin<'method'>, chosen: Chosen): Promise<MethodRun> {
  const { imageShape } = task.train;
  const network = (head: HeadKind): Network => model.build({ imageShape, classCount: task.classCount, head });
  const built = build(method, chosen);
  built.check?.(network('linear'));
  return runMethod(built, { task, network });
}

function expectFinite({ tensors, metrics }: MethodRun): void {
  expect(Object.keys(tensors)).not.toEqual([]);
  for (const [name, values] of Object.entries(tensors)) expect(values.every(Number.isFinite), name).toBe(true);
  for (const { train } of Object.values(metrics).flat()) expect(train.loss).toSatisfy(Number.isFinite);
}

describe('by config alone', () => {
  it.each(pairs.filter(([name]) => !(name in refused)))('%s trains, with finite numbers', async (_, ...pair) => {
    expectFinite(await trained(...pair));
  });

  it.each(pairs.filter(([name]) => name in refused))('%s is refused, with the reason', (name, method, chosen) => {
    const attempt = () => trained(method, chosen);
    expect(attempt).toThrow(UserError);
    expect(attempt).toThrow(refused[name]);
  });

  const withLoss = methods.filter((method) => placesOf(method).some(([name]) => name === 'loss'));

  it.each(withLoss.map((method) => [method.id, method] as const))(
    '%s learns from the loss it is given',
    async (_, method) => {
      const [first, second] = [
        await trained(method, { loss: 'cross-entropy' }),
        await trained(method, { loss: 'focal' }),
      ];
      expect(first.tensors).not.toEqual(second.tensors);
    },
  );

  it.each(methods.filter((method) => !withLoss.includes(method)).map((method) => [method.id, method] as const))(
    '%s says why it takes no loss',
    (_, method) => {
      const attempt = () => build(method, { loss: 'cross-entropy' });
      expect(Object.keys(optionsOf(method))).toContain('loss');
      expect(attempt).toThrow(UserError);
      expect(attempt).toThrow(/loss: .*a `loss` plugin takes .* Leave `loss` out/s);
    },
  );
});
