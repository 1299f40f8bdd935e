import { describe, expect, it } from 'vitest';
import { mergeOptions } from '../src/config/merge.ts';

describe('a method on top of the suite’s defaults', () => {
  const defaults = {
    epochs: 60,
    schedule: { type: 'step', learningRate: 0.1, factor: 0.1 },
    loss: { type: 'focal', gamma: 2 },
  };

  it.each([
    ['nothing', {}, defaults],
    ['a value', { epochs: 5 }, { ...defaults, epochs: 5 }],
    [
      'a part of a block',
      { schedule: { factor: 0.5 } },
      { ...defaults, schedule: { ...defaults.schedule, factor: 0.5 } },
    ],
    [
      'a part of a block with its type',
      { schedule: { type: 'step', factor: 0.5 } },
      { ...defaults, schedule: { ...defaults.schedule, factor: 0.5 } },
    ],
    ['another type', { schedule: { type: 'cosine' } }, { ...defaults, schedule: { type: 'cosine' } }],
    ['another type by name', { loss: 'ldam' }, { ...defaults, loss: 'ldam' }],
    ['the same type by name', { loss: 'focal' }, defaults],
    ['a new option', { batchSize: 32 }, { ...defaults, batchSize: 32 }],
  ])('gives %s', (_, own, expected) => {
    expect(mergeOptions(defaults, own)).toEqual(expected);
  });

  it('replaces strings and lists as they are', () => {
    expect(mergeOptions({ trainOn: 'meta', hidden: [1, 2] }, { trainOn: 'train', hidden: [3] })).toEqual({
      trainOn: 'train',
      hidden: [3],
    });
    expect(mergeOptions({ trainOn: 'meta' }, { trainOn: 'meta' })).toEqual({ trainOn: 'meta' });
  });
});
