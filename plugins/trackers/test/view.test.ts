import { rmSync } from 'node:fs';
import { readSuiteResults } from '@ballast/suite/results';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { checkKey } from '@ballast/mlflow-ts-client';
import { arrived, markOf } from '../src/mlflow/send/sentMark.ts';
import { cellRun } from '../src/mlflow/view/cellRun.ts';
import { methodRun } from '../src/mlflow/view/methodRun.ts';
import { pointsOfEpoch } from '../src/mlflow/view/metrics.ts';
import { flatParams } from '../src/mlflow/view/params.ts';
import { beginning, nameOf, syntheticStore } from './support/syntheticStore.ts';

const root = syntheticStore({ cells: 3, epochs: 4, finished: 1 });
const results = readSuiteResults(root);
const [finished, begun] = results.cells;
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

describe('parameters', () => {
  it('are the leaves of a config, by their paths', () => {
    const config = {
      loss: { type: 'focal', gamma: 1 },
      hidden: [64, 64],
      stages: [{ from: 0 }, { from: 10 }],
      none: null,
    };
    expect(flatParams(config)).toEqual({
      'loss.type': 'focal',
      'loss.gamma': '1',
      hidden: '[64,64]',
      'stages.0.from': '0',
      'stages.1.from': '10',
    });
  });

  it('have names and values that the server takes, whatever the config', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })), (config) => {
        for (const [key, value] of Object.entries(flatParams(config as never))) {
          expect(checkKey(key)).toBe(key);
          expect(value.length).toBeLessThanOrEqual(6000);
        }
      }),
    );
  });
});

describe('the run of a cell', () => {
  it('has a point for each metric and epoch, at the time that the store has', () => {
    const { points } = cellRun(results, finished!, false);
    const losses = points.filter(({ key }) => key === 'training/train/loss');
    expect(losses.map(({ step }) => step)).toEqual([0, 1, 2, 3]);
    expect(losses.map(({ timestamp }) => timestamp - beginning)).toEqual([0, 250, 500, 750]);
    expect(points.filter(({ key }) => key === 'result/test-accuracy')).toMatchObject([{ step: 3 }]);
    expect(points.some(({ key }) => key.includes('validation'))).toBe(false);
    const later = points.filter(({ key }) => /macro-f1|calibration-error|balanced-accuracy/.test(key));
    const scores = ['balanced-accuracy', 'macro-f1', 'calibration-error'];
    expect(later.map(({ key }) => key)).toEqual(scores.map((score) => `result/test-${score}`));
    const test = finished!.summary!.last;
    const evaluated = pointsOfEpoch({ ...finished!.epochs[0]!, test });
    expect(evaluated.map(({ key }) => key)).toEqual(expect.arrayContaining(scores.map((score) => `training/test/${score}`))); // prettier-ignore
  });

  it('says what it is: names, settings, code, seed and draw', () => {
    const { params, tags, datasets } = cellRun(results, finished!, false);
    expect(params).toMatchObject({
      method: 'plain',
      corruption: 'flip2',
      seed: '0',
      'noise.rate': '0.4',
      'method.loss.gamma': '1',
    });
    expect(tags).toMatchObject({
      'ballast.cell': nameOf(0),
      'ballast.stale': 'false',
      'ballast.version.node': 'v20',
      'mlflow.source.git.commit': '0123456789012345678901234567890123456789',
    });
    expect(cellRun(results, { ...finished!, stale: true }, false).tags).not.toHaveProperty([
      'mlflow.source.git.commit',
    ]);
    const plugins = { '@ballast/core': '0.1.0', '@ballast/plugin-focal': '0.2.0' };
    const withPlugins = { ...results, versions: { ...results.versions, ...plugins } };
    expect(cellRun(withPlugins, finished!, false).tags).toMatchObject({
      'ballast.packages': '@ballast/core 0.1.0, @ballast/plugin-focal 0.2.0',
    });
    const [input] = datasets();
    expect(input?.dataset).toMatchObject({ name: 'digits, flip2', profile: { num_rows: 4 } });
    expect(input?.dataset.digest).toMatch(/^[0-9a-f]{32}$/);
  });

  it('runs, or was stopped, until it is finished', () => {
    expect(cellRun(results, begun!, true)).toMatchObject({ status: 'RUNNING', endTime: undefined });
    expect(cellRun(results, begun!, false).status).toBe('KILLED');
    expect(cellRun(results, finished!, true).status).toBe('FINISHED');
  });
});

describe('the run of a method', () => {
  it('has mean and deviation of each score over its cells, once all of them are finished', () => {
    const whole = { ...results, cells: [finished!, finished!] };
    const { points } = methodRun(whole, results.methods[0]!, false);
    const scores = ['accuracy', 'balanced-accuracy', 'macro-f1', 'calibration-error'];
    const keys = scores.flatMap((score) => ['mean', 'deviation'].map((value) => `test-${score}/flip2/${value}`));
    expect(points.map(({ key }) => key)).toEqual(keys);
    expect(points.find(({ key }) => key === 'test-macro-f1/flip2/mean')?.value).toBe(0.3);
    expect(methodRun(results, results.methods[0]!, false).points).toEqual([]);
  });
});

describe('what has arrived', () => {
  const points = finished!.epochs.flatMap(pointsOfEpoch);

  it('is the beginning of what there is, or of something else', () => {
    fc.assert(
      fc.property(fc.nat(points.length), (count) => {
        expect(arrived(points, markOf(points.slice(0, count)))).toBe(count);
      }),
    );
    expect(arrived(points, undefined)).toBe(0);
    expect(arrived(points, markOf(points.slice(1, 3)))).toBeUndefined();
  });
});
