import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createMetric,
  MlflowInputError,
  paramText,
  splitBatches,
  toKey,
  checkKey,
  truncate,
  steppedImagePaths,
  breaksImageGrid,
  requests,
} from '../src/index.ts';
import { artifactLocation, isLocalServer } from '../src/artifacts/location.ts';
import { checkArtifactPath, encodePath } from '../src/artifacts/path.ts';
import { appendRows, encodeTable, decodeTable, withLoggedTable } from '../src/artifacts/table.ts';
import { encodeMetric } from '../src/values/metric.ts';
import { decodeNumber, encodeNumber } from '../src/values/numbers.ts';

const refused = (work: () => unknown): void => {
  expect(work).toThrow(MlflowInputError);
};

const bodyOf = (request: { body?: { open: () => unknown } }): Record<string, unknown> =>
  JSON.parse(String(request.body?.open())) as Record<string, unknown>;

describe('numbers', () => {
  it('come back from JSON as they were', () => {
    fc.assert(
      fc.property(fc.double(), (value) => {
        const read = decodeNumber(JSON.parse(JSON.stringify(encodeNumber(value))));
        // JSON writes -0 as 0, and so does the server.
        expect(Object.is(read, value) || (read === 0 && value === 0)).toBe(true);
      }),
    );
  });

  it('are whole where the server would store a fraction as 0', () => {
    for (const step of [1.5, Number.NaN, 2 ** 53, Infinity]) refused(() => createMetric('m', 1, { step }));
    for (const timestamp of [1.5, -1, 2 ** 53]) refused(() => createMetric('m', 1, { timestamp }));
    refused(() => createMetric('m', '1' as unknown as number));
    refused(() => requests.createRun({ experimentId: '0', startTime: performance.now() + 0.5 }));
    refused(() => requests.updateRun('r', { status: 'DONE' as 'FINISHED' }));
    expect(createMetric('m', 1, { step: -3, timestamp: 7 })).toEqual({ key: 'm', value: 1, step: -3, timestamp: 7 });
  });

  it('carry the moment at which the value was made', () => {
    const before = Date.now();
    const { timestamp } = createMetric('m', 1);
    expect(timestamp).toBeGreaterThanOrEqual(before);
    expect(encodeMetric({ key: 'm', value: Number.NaN, step: 2, timestamp, modelId: 'm-1' })).toEqual({
      key: 'm',
      value: 'NaN',
      step: 2,
      timestamp,
      model_id: 'm-1',
    });
  });
});

describe('texts', () => {
  it('are spelt as JavaScript does', () => {
    expect([0.1, true, null, 'a', [1, 'b'], { c: 1 }, 10n].map((value) => paramText(value as string))).toEqual([
      '0.1',
      'true',
      'null',
      'a',
      '[1,"b"]',
      '{"c":1}',
      '10',
    ]);
    refused(() => paramText(undefined as unknown as string));
    refused(() => paramText('\ud800'));
    expect(paramText('\u{1f600}')).toBe('\u{1f600}');
  });

  it('are refused, not cut, when too long, counted in characters', () => {
    const log = (value: string): unknown => requests.setRunTag('r', 'k', value);
    expect(bodyOf(requests.setRunTag('r', 'k', '\u{1f600}'.repeat(8000)))).toMatchObject({ key: 'k' });
    refused(() => log('\u{1f600}'.repeat(8001)));
    expect(Array.from(truncate('\u{1f600}'.repeat(10), 5))).toHaveLength(5);
    expect(truncate('abc', 3)).toBe('abc');
  });
});

describe('names', () => {
  it('are what the server takes', () => {
    for (const good of ['a', 'train/loss', 'a b', 'é_1.2-3:4', '.a', 'a/.b', '日本']) expect(checkKey(good)).toBe(good);
    for (const bad of [
      '',
      '.',
      '..',
      '../a',
      '..a',
      'a//b',
      '/a',
      'a/',
      'a/../b',
      'a/./b',
      'a%',
      'conv2d[0]',
      'lr=0.1',
      'x'.repeat(251),
      'a\n',
    ]) {
      refused(() => checkKey(bad));
    }
  });

  it('can be made of any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => checkKey(toKey(text)) !== ''),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(fc.stringMatching(/^[a./ ]{0,12}$/), (text) => checkKey(toKey(text)) !== ''),
      { numRuns: 500 },
    );
    expect(toKey('conv2d[0]/kernel')).toBe('conv2d_0_/kernel');
  });
});

describe('splitBatches', () => {
  const entry = fc.record({ key: fc.string(), value: fc.string() });
  const metric = fc.record({
    key: fc.string(),
    value: fc.double({ noNaN: true }),
    timestamp: fc.nat(),
    step: fc.nat(),
  });
  const all = fc.record({
    metrics: fc.array(metric, { maxLength: 60 }),
    params: fc.array(entry, { maxLength: 20 }),
    tags: fc.array(entry, { maxLength: 20 }),
  });

  it('keeps everything in order, within every limit, in no more calls than it must', () => {
    const limits = { metrics: 7, params: 3, tags: 4, entries: 9, bytes: 2000 };
    fc.assert(
      fc.property(all, (whole) => {
        const batches = splitBatches(whole, limits);
        for (const kind of ['metrics', 'params', 'tags'] as const) {
          expect(batches.flatMap((batch) => [...batch[kind]])).toEqual(whole[kind]);
          expect(batches.every((batch) => batch[kind].length <= limits[kind])).toBe(true);
        }
        for (const { metrics, params, tags } of batches) {
          const entries = [...metrics, ...params, ...tags];
          expect(entries.length).toBeGreaterThan(0);
          expect(entries.length).toBeLessThanOrEqual(limits.entries);
          const bytes = entries.reduce((sum, one) => sum + Buffer.byteLength(JSON.stringify(one)) + 1, 0);
          expect(bytes <= limits.bytes || entries.length === 1).toBe(true);
        }
      }),
    );
  });

  it("fills calls up to the server's limits", () => {
    const metrics = Array.from({ length: 2500 }, (_, step) => ({ key: 'm', value: 1, timestamp: 1, step }));
    const params = Array.from({ length: 150 }, (_, i) => ({ key: String(i), value: '' }));
    const sizes = splitBatches({ metrics, params, tags: [] }).map((batch) => [
      batch.metrics.length,
      batch.params.length,
    ]);
    expect(sizes).toEqual([
      [0, 100],
      [950, 50],
      [1000, 0],
      [550, 0],
    ]);
    expect(splitBatches({ metrics: [], params: [], tags: [] })).toEqual([]);
  });
});

describe('artifacts', () => {
  it('are reached by what their URI says', () => {
    const tracking = 'https://host:5000/x';
    expect(artifactLocation('mlflow-artifacts:/1/r/artifacts', tracking)).toEqual({
      type: 'proxied',
      server: tracking,
      path: '1/r/artifacts',
    });
    expect(artifactLocation('mlflow-artifacts://other:1/1/r', tracking)).toEqual({
      type: 'proxied',
      server: 'https://other:1',
      path: '1/r',
    });
    expect(artifactLocation('/srv/root', tracking)).toEqual({ type: 'folder', folder: '/srv/root' });
    expect(artifactLocation('file:///srv/a%20b', tracking)).toEqual({ type: 'folder', folder: '/srv/a b' });
    expect(artifactLocation('s3://bucket/a', tracking)).toEqual({ type: 'cloud', uri: 's3://bucket/a' });
    expect(
      ['http://127.0.0.1:1', 'http://localhost', 'http://[::1]:1', 'http://10.0.0.1', 'http://127.evil.org'].map(
        isLocalServer,
      ),
    ).toEqual([true, true, true, false, false]);
  });

  it('have paths that the server keeps', () => {
    for (const bad of ['', '/a', 'a/', 'a//b', '../a', 'a#b', 'a%20b', 'a\nb', 'ü'.repeat(128)])
      refused(() => checkArtifactPath(bad));
    expect(encodePath(checkArtifactPath('ä b/100 %?&+'))).toBe('%C3%A4%20b/100%20%25%3F%26%2B');
  });

  it('name images so that the interface can parse them', () => {
    const image = { key: 'a/b c', step: 3, timestamp: 17, id: 'x-y' };
    const paths = steppedImagePaths(image, 'webp');
    expect(paths).toEqual({
      image: 'images/a~b c+step+3+timestamp+17+x-y.png',
      thumbnail: 'images/a~b c+step+3+timestamp+17+x-y+compressed.webp',
    });
    expect(
      [paths.image, paths.thumbnail, 'images/a.png', 'images/sub/a.png', 'figures/a.png'].map(breaksImageGrid),
    ).toEqual([false, false, true, false, false]);
    for (const key of ['', 'a%b', 'a+b', 'a~b']) refused(() => steppedImagePaths({ ...image, key }, 'png'));
  });

  it('hold tables', () => {
    const table = {
      columns: ['a', 'b'],
      rows: [
        [1, 'x'],
        [null, true],
      ],
    } as const;
    expect(decodeTable(encodeTable(table))).toEqual(table);
    expect(appendRows(table, { columns: ['a', 'b'], rows: [[2, 'y']] }).rows).toHaveLength(3);
    refused(() => appendRows(table, { columns: ['b', 'a'], rows: [] }));
    refused(() => encodeTable({ columns: ['a'], rows: [[1, 2]] }));
    const tag = withLoggedTable(undefined, 't.json');
    expect(withLoggedTable(tag, 't.json')).toBe(tag);
    expect(JSON.parse(withLoggedTable(tag, 'u.json'))).toHaveLength(2);
  });
});

describe('datasets', () => {
  it('are sent as texts of JSON', () => {
    const dataset = {
      name: 'd',
      digest: 'x',
      sourceType: 'http',
      source: { url: 'u' },
      schema: { columns: [{ name: 'a', type: 'long' }] },
    };
    expect(bodyOf(requests.logInputs('r', [{ dataset, context: 'training' }]))).toMatchObject({
      datasets: [
        {
          dataset: { source: '{"url":"u"}', schema: '{"mlflow_colspec":[{"required":true,"name":"a","type":"long"}]}' },
          tags: [{ key: 'mlflow.data.context', value: 'training' }],
        },
      ],
    });
    refused(() => requests.logInputs('r', [{ dataset: { ...dataset, digest: 'f'.repeat(64) } }]));
  });
});
