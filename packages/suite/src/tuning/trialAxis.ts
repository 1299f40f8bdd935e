import { isBlock, searchSpace, UserError, type PluginRegistry, type SearchDimension } from '@ballast/core';
import { valueAt } from '../config/layers.ts';
import { mergeOptions } from '../config/merge.ts';
import type { ResolvedMethod, ResolvedSuite } from '../config/resolve.ts';
import { epochsIn, type Rung, type TuningBudget } from './budget.ts';
import { drawTrial, type Setting } from './drawTrial.ts';
import { optionsOf } from './optionsOf.ts';

/** The axis of the trials in the grid that a suite is tuned by. */
export const trialAxis = 'trial';

type Options = Readonly<Record<string, unknown>>;

/** A method that is tuned, with what trials need to know of it. */
export interface TunedMethod {
  readonly id: string;
  readonly space: readonly SearchDimension[];
  /** Of a full training. */
  readonly epochs: number;
  readonly options: (settings: readonly Setting[]) => Options;
}

/** @throws UserError for a method without `epochs`, which cannot have the same budget as others. */
export function tunedMethods({ variants }: ResolvedSuite, registry: PluginRegistry): TunedMethod[] {
  const [{ methods, document }] = variants;
  return methods.map(({ id, method }) => {
    const { epochs } = method;
    if (typeof epochs !== 'number') throw withoutEpochs(id, document.locate(['methods', id]));
    const written = writtenOptions(document.value, id);
    return {
      id,
      space: searchSpace(registry, 'method', method),
      epochs,
      options: (settings) => optionsOf(settings, method, written),
    };
  });
}

function withoutEpochs(method: ResolvedMethod['id'], where: string): UserError {
  return new UserError({
    what: `the method "${method}" has no option \`epochs\`, by which tuning gives every method the same budget.`,
    where,
    fix: 'Leave it out of the tuning: method=… names those that are tuned.',
  });
}

function writtenOptions(document: unknown, method: string): Options {
  const [defaults, own] = [valueAt(document, ['methodDefaults']), valueAt(document, ['methods', method])];
  return mergeOptions(isBlock(defaults) ? defaults : {}, isBlock(own) ? own : {});
}

/** A rung that is about to run, or ran: by method, which of its trials are in it. */
export interface PlannedRung extends Rung {
  readonly index: number;
  readonly places: Readonly<Record<string, readonly number[]>>;
}

/** The value on the axis of the trials that a place in a rung has. */
export function placeName(rung: number, place: number): string {
  return `rung${String(rung)}-${String(place)}`;
}

/**
 * Values of the axis: place p of a rung is, for every method, the p-th of its trials there.
 * In the first rung places and trials are the same.
 */
export function axisValues(
  rungs: readonly PlannedRung[],
  methods: readonly TunedMethod[],
  { seed }: Pick<TuningBudget, 'seed'>,
): Record<string, { label: string; overrides: Options }> {
  const values: Record<string, { label: string; overrides: Options }> = {};
  for (const rung of rungs) {
    for (let place = 0; place < rung.trials; place++) {
      const options = methods.map((method) => {
        const settings = drawTrial(method.space, seed, method.id, rung.places[method.id]?.[place] ?? 0);
        const epochs = rung.share === 1 ? {} : { epochs: epochsIn(rung, method.epochs) };
        return [method.id, { ...method.options(settings), ...epochs }] as const;
      });
      values[placeName(rung.index, place)] = {
        label: rung.index === 0 ? `trial ${String(place)}` : `rung ${String(rung.index)}, place ${String(place)}`,
        overrides: { methods: Object.fromEntries(options) },
      };
    }
  }
  return values;
}

/** The suite as its trials run it: on the validation split alone, where its table would have the test set. */
export function tuningLayer(
  suite: Pick<ResolvedSuite, 'title'>,
  { seeds }: Pick<TuningBudget, 'seeds'>,
  methods: readonly TunedMethod[],
  values: ReturnType<typeof axisValues>,
): Options {
  return {
    title: `${suite.title}: trials, on the noisy validation split instead of the test set`,
    data: { testOn: 'validation' },
    seeds,
    only: { methods: methods.map(({ id }) => id) },
    axes: { [trialAxis]: { label: 'Trial', values } },
    selection: { bestOnTest: false },
    published: [],
  };
}
