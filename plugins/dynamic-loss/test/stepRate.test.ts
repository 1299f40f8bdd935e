import { describe, expect, it } from 'vitest';
import { DynamicLossOptions } from '../src/options.ts';
import { stepRate } from '../src/stepRate.ts';

describe('the learning rate', () => {
  const options = DynamicLossOptions.parse({});
  const at = (epoch: number, step = 0) => stepRate(options, { epoch, step, stepsPerEpoch: 40 });

  it.each([
    [100, 0.078403],
    [162, 0.050242],
    [300, 0.001453],
  ])('of epoch %i is that of half a cosine', (epoch, expected) => {
    expect(at(epoch)).toBeCloseTo(expected, 6);
  });

  it('rises from a tenth in equal steps over five epochs', () => {
    expect(at(0)).toBeCloseTo(0.01, 12);
    expect(at(0, 1)).toBeCloseTo(0.1 * (1 - 0.9 * (1 - 1 / 200)), 12);
    const ofSchedule = 0.05 * (1 + Math.cos((Math.PI * 4) / 325));
    expect(at(4, 39)).toBeCloseTo(ofSchedule * (1 - 0.9 * (1 - 199 / 200)), 12);
  });
});
