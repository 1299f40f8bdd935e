import { createRandom } from '@ballast/core';
import { buildPlugin } from '@ballast/testing';
import { expect, it } from 'vitest';
import { metaSets } from '../src/index.ts';

it('hierarchical has as few candidates in a large class as in the smallest', () => {
  const hierarchical = metaSets.find(({ id }) => id === 'hierarchical')!;
  const [large, small] = [400, 8];
  const givenLabels = Int32Array.from({ length: large + small }, (_, at) => Number(at >= large));
  const means = Array.from({ length: 200 }, (_, seed) => {
    const random = createRandom(seed);
    const losses = Float32Array.from(givenLabels, () => random.uniform());
    const drawn = buildPlugin(hierarchical).draw!({ givenLabels, classCount: 2, losses, random: random.split('draw') });
    const ofLarge = [...drawn].filter((at) => givenLabels[at] === 0);
    expect(ofLarge).toHaveLength(2);
    return ofLarge.reduce((sum, at) => sum + losses[at]!, 0) / ofLarge.length;
  });
  // The lower two of four uniform losses are 1/5 and 2/5 on average, whatever the size of the class.
  expect(Math.abs(means.reduce((sum, mean) => sum + mean, 0) / means.length - 0.3)).toBeLessThan(0.05);
});
