import fc from 'fast-check';
import { expect, it } from 'vitest';
import { countLabels, positionsByClass } from '../src/index.ts';

it('finds every label of a class at its positions, and counts as many; −1 is of no class', () => {
  const labels = fc.int32Array({ min: -1, max: 3, maxLength: 30 });
  fc.assert(
    fc.property(labels, (given) => {
      const positions = positionsByClass(given, 4);
      positions.forEach((own, label) => {
        expect([...given.keys()].filter((position) => given[position] === label)).toEqual(own);
      });
      expect(countLabels(given, 4)).toEqual(positions.map(({ length }) => length));
    }),
    { seed: 1 },
  );
});
