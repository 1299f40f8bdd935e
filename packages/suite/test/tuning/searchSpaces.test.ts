import { discoverPlugins, searchSpace, type SearchRange } from '@ballast/core';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/document.ts';
import { mergeOptions } from '../../src/config/merge.ts';
import { resolveSuite } from '../../src/config/resolve.ts';
import { optionsOf } from '../../src/tuning/optionsOf.ts';

const experiments = resolve(import.meta.dirname, '../../../../experiments');
const { registry } = await discoverPlugins(experiments, parseConfig);
const methods = readdirSync(experiments)
  .map((name) => join(experiments, name, 'suite.yaml'))
  .filter((file) => existsSync(file))
  .flatMap((file) => resolveSuite(parseConfig(readFileSync(file, 'utf8'), file), registry).variants[0].methods)
  .map(({ method }) => method);
const distinct = [...new Map(methods.map((method) => [JSON.stringify(method), method])).values()];

/** The values that a range ends with, or all of them. */
function extremes(range: SearchRange, current: unknown): readonly unknown[] {
  if (range.kind === 'choices') return range.values;
  const scale = range.kind === 'multiples' ? (current as number) : 1;
  return [range.low * scale, range.high * scale];
}

describe('search spaces of the methods of all experiments', () => {
  it('are of values that the options allow', () => {
    const tried = distinct.flatMap((method) =>
      searchSpace(registry, 'method', method).flatMap(({ path, range, current }) =>
        extremes(range, current).map((value) => mergeOptions(method, optionsOf([{ path, value }], method, method))),
      ),
    );
    expect(tried.length).toBeGreaterThan(distinct.length);
    for (const method of tried)
      expect(() => registry.resolve('method', method, (path) => path.join('.'))).not.toThrow();
  });

  it('have a learning rate for every method that is trained', () => {
    const without = distinct.filter(
      (method) =>
        method['schedule'] !== undefined &&
        !searchSpace(registry, 'method', method).some(({ path }) => path.join('.') === 'schedule.learningRate'),
    );
    expect(without.map(({ type }) => type)).toEqual([]);
  });

  it('leave alone what methods share, so that trials share it too', () => {
    const shared = distinct.flatMap((method) =>
      searchSpace(registry, 'method', method).filter(({ path: [first = ''] }) =>
        ['probing', 'pretraining', 'estimation'].includes(first),
      ),
    );
    expect(shared).toEqual([]);
  });
});
