import {
  createRandom,
  lossCurvesOf,
  UserError,
  type MetaSetSource,
  type MetaSetTask,
  type Plugin,
} from '@ballast/core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildPlugin } from '../plugins/buildPlugin.ts';

const sizes = fc.array(fc.integer({ min: 20, max: 60 }), { minLength: 2, maxLength: 5 });

/**
 * What every source of a meta set owes its callers, for these options: places in the train set, each once, some of
 * every class, decided by labels, losses and stream alone; and of every class something left to train on.
 */
export function metaSetContract(plugin: Plugin<'meta set'>, options: Readonly<Record<string, unknown>> = {}): void {
  describe(`${plugin.id} ${JSON.stringify(options)} keeps the contract of a meta set`, () => {
    let source: MetaSetSource;

    beforeAll(() => {
      source = buildPlugin(plugin, options);
    });

    const forAllTasks = (check: (draw: () => Int32Array, task: MetaSetTask) => void): void => {
      fc.assert(
        fc.property(sizes, fc.nat({ max: 10_000 }), (counts, seed) => {
          const task = taskOf(counts, seed);
          check(() => source.draw?.(taskOf(counts, seed)) ?? new Int32Array(), task);
        }),
        { seed: 1, numRuns: 30 },
      );
    };

    it('draws places in the train set, each at most once', () => {
      forAllTasks((draw, { givenLabels }) => {
        const places = draw();
        const within = (place: number): boolean => place >= 0 && place < givenLabels.length;
        expect(places.every(within), 'a draw is of places in givenLabels').toBe(true);
        expect(new Set(places).size, 'a sample counts once: draw without replacement').toBe(places.length);
      });
    });

    it('is decided by labels, losses and stream, and leaves them alone', () => {
      forAllTasks((draw, task) => {
        const { givenLabels, losses } = task;
        const before = [givenLabels.slice(), losses.slice()];
        const places = source.draw?.(task) ?? new Int32Array();
        expect(places, 'draw from the stream that is handed in, and keep no state between draws').toEqual(draw());
        expect([givenLabels, losses], 'labels and losses belong to the caller: copy before sorting').toEqual(before);
      });
    });

    it('judges every class and leaves some of it to train on', () => {
      if (source.draw === undefined) return;
      forAllTasks((draw, { givenLabels, classCount }) => {
        const drawn = new Set(draw());
        for (let label = 0; label < classCount; label++) {
          const places = [...givenLabels.keys()].filter((place) => givenLabels[place] === label);
          const taken = places.filter((place) => drawn.has(place)).length;
          expect(taken, 'a class that is not in the meta set is not learned for').toBeGreaterThan(0);
          expect(taken, 'an epoch does not train on what is drawn: leave some').toBeLessThan(places.length);
        }
      });
    });

    it('says what is wrong, rather than drawing nothing, where a class has no samples', () => {
      if (source.draw === undefined) return;
      expect(() => source.draw?.({ ...taskOf([30, 30], 0), classCount: 3 })).toThrow(UserError);
    });

    it('makes one number a sample of loss curves, where it asks for them', () => {
      if (source.summariseLossCurves === undefined) return;
      const [sampleCount, length] = [25, 30];
      const random = createRandom(3);
      const values = Float32Array.from({ length: sampleCount * length }, () => 5 * random.uniform());
      const recorded = values.slice();
      const losses = source.summariseLossCurves(lossCurvesOf(sampleCount, length, values));
      expect(losses, 'one loss a sample [N]').toHaveLength(sampleCount);
      expect(losses.every(Number.isFinite)).toBe(true);
      expect(values, 'recorded curves are shared by cells: leave them alone').toEqual(recorded);
    });
  });
}

/** `counts[k]` samples of each class, mixed, with random losses. */
function taskOf(counts: readonly number[], seed: number): MetaSetTask {
  const random = createRandom(seed);
  const labels = counts.flatMap((count, label) => new Array<number>(count).fill(label));
  const givenLabels = Int32Array.from(random.permutation(labels.length), (place) => labels[place] as number);
  const losses = Float32Array.from(givenLabels, () => 3 * random.uniform());
  return { givenLabels, classCount: counts.length, losses, random: random.split('draw') };
}
