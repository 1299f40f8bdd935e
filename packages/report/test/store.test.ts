import { readSuiteResults } from '@ballast/suite/results';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { renderReport } from '../src/report/renderReport.ts';
import { renderJson } from '../src/table/json.ts';
import { tablesOf } from '../src/table/tables.ts';
import { writeBigStore } from './fixtures/bigStore.ts';

/** In memory where there is such a place: the store waits for the disk after every file. */
const parent = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
const root = mkdtempSync(path.join(parent, 'ballast-big-store-'));
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

describe('a store of 1,000 cells', () => {
  it('is read and reported in under 10 s, with the numbers that were written', () => {
    const written = writeBigStore(root);
    const start = performance.now();
    const results = readSuiteResults(root);
    const read = performance.now();
    const report = renderReport(results);
    const end = performance.now();
    console.info(
      `1,000 cells: read in ${((read - start) / 1000).toFixed(1)} s, reported in ${((end - read) / 1000).toFixed(1)} s, ${(report.length / 1e6).toFixed(1)} MB`,
    );
    expect(results.cells.filter(({ status }) => status === 'finished')).toHaveLength(1000);
    expect(renderJson(tablesOf(results))).toBe(renderJson(tablesOf(written)));
    expect(report).toContain('Figures of the first 4 of 9 settings with mislabelled samples');
    expect(end - start).toBeLessThan(10_000);
  });
});
