import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { limitsOf } from '../src/report/limits.ts';
import { renderReport } from '../src/report/renderReport.ts';
import { cell, curves, failedCell, float32, int32, suite, summary } from './fixtures/build.ts';
import { realisticResults } from './fixtures/realistic.ts';

const text = (markup: string): string => {
  const { document } = parseHTML(markup) as unknown as { document: { body: { textContent: string } } };
  return document.body.textContent.replace(/\s+/g, ' ');
};

describe('the report', () => {
  const report = renderReport(realisticResults());

  it('reaches for nothing outside itself and holds no script', () => {
    expect(report).not.toMatch(/<script|<link|<iframe|<img|@import|url\(|\bsrc=|\bhref=(?!\"#)|https?:/);
  });

  it('has the table, its limits, its figures, failures with log and command, costs and versions', () => {
    const shown = text(report);
    for (const part of [
      'Accuracy on test after the last epoch',
      'Accuracy on test at the best epoch on validation',
      'The network is small, and so are the images.',
      'focal · flip2 0.4, ratio 4 · seed 2',
      'epoch 12 step 4: loss NaN',
      'ballast run x --only focal',
      'probing 3.1 s, allocating 5.1 s',
      '310 MB',
      '@tensorflow/tfjs',
      '"hidden"',
    ]) {
      expect(shown).toContain(part);
    }
    expect(report.match(/<figure /g)).toHaveLength(7);
    expect(shown).not.toMatch(/undefined|NaN\b(?!.*seed)|\[object/);
  });

  it('renders with no cell at all', () => {
    const shown = text(renderReport(suite({})));
    expect(shown).toContain('0 of 12 cells finished');
    expect(shown).toContain('not begun');
    expect(shown).not.toContain('Figures of');
  });

  it('escapes class names, labels, logs and configs', () => {
    const bad = '<script>alert("1" & \'2\')</script>';
    const labels = { givenLabels: int32([0, 1]), trueLabels: int32([0, 0]) };
    const noisy = cell('a', 'none', 0, {
      summary: summary(0.5, {
        noiseDetection: { sampleWeights: 0.5, probingLoss: 0.5 },
        meanWeight: { clean: 1, mislabelled: 0 },
      }),
      timing: { host: bad, seconds: 1, secondsByPhase: { [bad]: 1 }, peakMemoryMegabytes: 1 },
      arrays: { ...labels, sampleWeights: float32([2], [1, 0]) },
      lossCurves: curves(2, 1, [1, 2]),
    });
    const hostile = renderReport(
      suite({
        ...{ name: bad, title: bad, description: bad, limits: [bad], classNames: [bad, 'one'], seeds: [0] },
        methods: [{ id: 'a', label: bad, usesMetaSet: false }],
        corruptions: [
          { id: 'none', label: bad },
          { id: 'flip', label: 'flip' },
        ],
        cells: [noisy, failedCell('a', 'flip', 0, bad)],
        resolvedConfig: { [bad]: bad },
        versions: { [bad]: bad },
      }),
    );
    expect(hostile).not.toMatch(/<\/?script/);
    expect(text(hostile)).toContain(bad);
    expect(hostile.match(/<figure /g)).toHaveLength(5);
  });
});

describe('what the table does not show', () => {
  const cells = (method: string, accuracies: number[]) =>
    accuracies.map((accuracy, seed) => cell(method, 'flip', seed, { summary: summary(accuracy) }));
  const limits = (a: number[], b: number[]) =>
    limitsOf(suite({ corruptions: [{ id: 'flip', label: 'flip' }], cells: [...cells('a', a), ...cells('b', b)] })).join(
      '\n',
    );

  it('says whether the best is ahead by more than the deviation', () => {
    expect(limits([0.5, 0.51, 0.52], [0.6, 0.61, 0.62])).toContain(
      'method b has the highest mean, ahead of every other',
    );
    expect(limits([0.5, 0.55, 0.6], [0.5, 0.56, 0.61])).toContain('but method a lies within the deviation over seeds');
  });

  it('counts cells without a result', () => {
    expect(limits([0.5, 0.5, 0.5], [0.5])).toContain('2 of 6 cells have no result');
  });
});
