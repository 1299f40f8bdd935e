import { createRandom, lossCurvesOf, type MetaSetSource } from '@ballast/core';
import { buildPlugin } from '@ballast/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { metaSets } from '../src/index.ts';

function build(id: string, options: Readonly<Record<string, unknown>> = {}): MetaSetSource {
  const plugin = metaSets.find((one) => one.id === id);
  if (plugin === undefined) throw new Error(id);
  return buildPlugin(plugin, options);
}

/** `counts[k]` samples of each class, with random losses. */
function task(counts: readonly number[], seed = 0) {
  const labels = counts.flatMap((count, label) => Array<number>(count).fill(label));
  const random = createRandom(seed);
  const givenLabels = Int32Array.from(random.permutation(labels.length), (place) => labels[place]!);
  const losses = Float32Array.from(givenLabels, () => random.uniform());
  return { givenLabels, classCount: counts.length, losses, random: random.split('draw') };
}

function perClass(drawn: Int32Array, { givenLabels, classCount }: ReturnType<typeof task>): number[] {
  const counts = Array<number>(classCount).fill(0);
  for (const position of drawn) counts[givenLabels[position]!]!++;
  return counts;
}

describe('a meta set drawn from noisy data', () => {
  it.each(['hierarchical', 'low-loss'])(
    '%s: has as many distinct samples of every class, decided by the seed',
    (id) => {
      const source = build(id, id === 'low-loss' ? { perClass: 3 } : {});
      const counts = fc.array(fc.integer({ min: 8, max: 40 }), { minLength: 2, maxLength: 5 });
      fc.assert(
        fc.property(counts, fc.nat(1000), (sizes, seed) => {
          const drawn = source.draw!(task(sizes, seed));
          expect(new Set(drawn).size).toBe(drawn.length);
          expect(new Set(perClass(drawn, task(sizes, seed))).size).toBe(1);
          expect(source.draw!(task(sizes, seed))).toEqual(drawn);
        }),
        { seed: 1 },
      );
    },
  );

  it('trusted draws nothing', () => {
    expect('draw' in build('trusted')).toBe(false);
  });
});

describe('hierarchical', () => {
  it.each([
    [[5000, 3871, 500], 125],
    [[5000, 232, 50], 12],
    [[8, 4], 1],
  ])('takes a quarter of the smallest class of %j: %i', (counts, expected) => {
    const given = task(counts);
    expect(perClass(build('hierarchical').draw!(given), given)).toEqual(counts.map(() => expected));
  });

  it('is told that shares of 1 leave nothing to train on', () => {
    expect(() => build('hierarchical', { randomShare: 1, lowLossShare: 1 })).toThrow(/leave nothing of the smallest/);
  });

  it('takes the smallest losses of its candidates, and other candidates in another epoch', () => {
    const given = task([40, 40]);
    const all = build('hierarchical', { randomShare: 1, lowLossShare: 0.25 }).draw!(given);
    const ofClass = (label: number) => [...given.losses].filter((_, at) => given.givenLabels[at] === label).sort((a, b) => a - b); // prettier-ignore
    const taken = [0, 1].map((label) => [...all].filter((at) => given.givenLabels[at] === label).map((at) => given.losses[at])); // prettier-ignore
    expect(taken).toEqual([0, 1].map((label) => ofClass(label).slice(0, 10)));
    const epochs = [0, 1].map((epoch) => build('hierarchical').draw!({ ...given, random: createRandom(epoch) }));
    expect(epochs[0]).not.toEqual(epochs[1]);
  });

  it('has smaller losses than chance, and not so with random choice', () => {
    const mean = (options: object): number => {
      const given = task([400, 400]);
      const drawn = build('hierarchical', { ...options }).draw!(given);
      return drawn.reduce((sum, at) => sum + given.losses[at]!, 0) / drawn.length;
    };
    // The lower half of uniform losses has the mean ¼.
    expect(Math.abs(mean({}) - 0.25)).toBeLessThan(0.05);
    expect(Math.abs(mean({ choice: 'random' }) - 0.5)).toBeLessThan(0.06);
  });

  it('says which class is too small', () => {
    expect(() => build('hierarchical').draw!(task([9, 3]))).toThrow(/class 1 is given to 3 samples, .* need 4/);
  });
});

describe('low-loss', () => {
  it('takes the smallest losses of each class', () => {
    const given = { ...task([2, 2]), givenLabels: Int32Array.of(0, 1, 0, 1), losses: Float32Array.of(3, 1, 2, 4) };
    expect([...build('low-loss', { perClass: 1 }).draw!(given)]).toEqual([2, 1]);
  });

  it('asks for a probing, whose mean losses without the first epochs it compares', () => {
    const curves = lossCurvesOf(2, 4, Float32Array.of(9, 1, 2, 3, 0, 4, 5, 6));
    expect(build('low-loss', { removedStart: 1 }).summariseLossCurves!(curves)).toEqual(Float32Array.of(2, 5));
    expect(() => build('low-loss', { removedStart: 4 }).summariseLossCurves!(curves)).toThrow(/none is left/);
    expect(build('low-loss', { losses: 'current' })).toHaveProperty('summariseLossCurves', undefined);
  });

  it('leaves something of every class to train on', () => {
    expect(() => build('low-loss', { perClass: 3 }).draw!(task([9, 3]))).toThrow(/class 1 .* would leave none/);
  });
});
