import { describe, expect, it } from 'vitest';
import { isMet, markdownOf } from '../src/report/markdown.ts';
import { ratioOf, spreadOf } from '../src/report/statistics.ts';
import { withPart } from '../src/report/write.ts';

describe('spreads', () => {
  it('have the median and the quarters, linear between readings', () => {
    expect(spreadOf([4, 1, 3, 2])).toEqual({ lower: 1.75, median: 2.5, upper: 3.25 });
  });

  it('of ratios are taken round by round: what slows both cancels', () => {
    expect(ratioOf([2, 20, 200], [1, 10, 100])).toEqual({ lower: 2, median: 2, upper: 2 });
  });
});

describe('bars', () => {
  const measured = { lower: 0.8, median: 1, upper: 1.4 };

  it('are judged by the median', () => {
    expect(isMet({ atMost: 1 }, measured)).toBe(true);
    expect(isMet({ atMost: 0.99 }, measured)).toBe(false);
    expect(isMet({ atLeast: 1 }, measured)).toBe(true);
    expect(isMet({ atLeast: 1.01 }, measured)).toBe(false);
  });

  it('stay in the table where they could not be measured', () => {
    const bars = [{ what: 'beside a rival', limit: { atMost: 1 }, measured: undefined }];
    const text = markdownOf({ processor: 'any', cores: 2, load: 0 }, { notes: [], tables: [], bars, readings: [] });
    expect(text).toContain('| beside a rival | ≤ 1 | not measured | – |');
  });
});

describe('a section’s part of the page', () => {
  const section = { name: 'steps', title: 'Steps' };

  it('is put at the end at first, and replaced from then on, with what is around it left alone', () => {
    const first = withPart('# Page\n\nby hand\n', section, 'old table');
    const second = withPart(`${first}\nafter\n`, section, 'new table');
    expect(first).toMatch(/by hand\n\n## Steps\n\n<!-- .* -->\n\nold table\n/);
    expect(second).toBe(`${first.replace('old', 'new')}\nafter\n`);
  });

  it('does not touch another section', () => {
    const both = withPart(withPart('# Page', section, 'one'), { name: 'memory', title: 'Memory' }, 'two');
    expect(withPart(both, section, 'three')).toBe(both.replace('one', 'three'));
  });
});
