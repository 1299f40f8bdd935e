import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseHTML } from 'linkedom';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { limitsOf } from '../src/report/limits.ts';
import { renderReport } from '../src/report/renderReport.ts';
import { cell, failedCell, float32, int32, suite, summary } from './fixtures/build.ts';
import { realisticResults } from './fixtures/realistic.ts';

const text = (markup: string): string => {
  const { document } = parseHTML(markup) as unknown as { document: { body: { textContent: string } } };
  return document.body.textContent.replace(/\s+/g, ' ');
};

describe('the report', () => {
  const report = renderReport(realisticResults());

  it('reaches for nothing outside itself and holds no script', () => {
    expect(report).not.toMatch(/<script|<link|<iframe|<img|@import|url\(|\bsrc=|\bhref=|https?:/);
  });

  it('has the table, its limits, four figures, failures with log and command, costs and versions', () => {
    const shown = text(report);
    for (const part of [
      'Accuracy on test after the last epoch',
      'Accuracy on test at a chosen epoch',
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
    expect(report.match(/<svg /g)).toHaveLength(4);
    expect(shown).not.toMatch(/undefined|NaN\b(?!.*seed)|\[object/);
  });

  it('renders with no cell at all', () => {
    const shown = text(renderReport(suite({})));
    expect(shown).toContain('0 of 12 cells finished');
    expect(shown).toContain('not begun');
    expect(shown).toContain('No finished cell has what this figure needs.');
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
      arrays: { ...labels, lossCurves: float32([2, 1], [1, 2]), sampleWeights: float32([2], [1, 0]) },
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
    expect(hostile.match(/<svg /g)).toHaveLength(4);
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

const chromium = ['chromium', 'chromium-browser', 'google-chrome'].find(
  (name) => spawnSync(name, ['--version'], { timeout: 20_000 }).status === 0,
);
if (chromium === undefined) console.warn('skipped: the report in a browser (install chromium to run it)');

describe.skipIf(chromium === undefined)('the report in headless Chromium', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'ballast-report-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** What the browser made of a page, and the console messages it gave rise to. */
  function open(markup: string): { readonly dom: string; readonly messages: readonly string[] } {
    const file = path.join(folder, 'report.html');
    writeFileSync(file, markup);
    const { stdout, stderr } = spawnSync(
      chromium!,
      [
        ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
        ...['--disable-background-networking', '--disable-component-update', '--enable-logging=stderr'],
        // The browser's own calls home end here too.
        ...['--host-resolver-rules=MAP * ~NOTFOUND', `--user-data-dir=${path.join(folder, 'profile')}`, '--dump-dom'],
        pathToFileURL(file).href,
      ],
      { encoding: 'utf8', timeout: 60_000 },
    );
    return { dom: stdout, messages: stderr.split('\n').filter((line) => line.includes('CONSOLE')) };
  }

  it('loads without a console message', () => {
    const { dom, messages } = open(renderReport(realisticResults()));
    expect(dom).toContain('FIXTURE: handwritten digits');
    expect(dom.match(/<svg /g)).toHaveLength(4);
    expect(messages).toEqual([]);
  });

  it('may ask the network for nothing: its own policy refuses, and the console says so', () => {
    const tampered = renderReport(realisticResults()).replace(
      '<main>',
      '<main><img src="https://example.invalid/x.png">',
    );
    expect(open(tampered).messages.join('\n')).toContain('Content Security Policy');
  });
});
