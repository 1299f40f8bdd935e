import { describe, expect, it } from 'vitest';
import { nearestName } from '../src/nearest.ts';

describe('the nearest known name', () => {
  it.each([
    ['curvnet', ['curvenet', 'focal'], 'curvenet'],
    ['Focal', ['curvenet', 'focal'], 'focal'],
    ['7', ['0', '1'], undefined],
    ['adam', ['sgd'], undefined],
  ])('%s', (given, known, nearest) => {
    expect(nearestName(given, known)).toBe(nearest);
  });
});
