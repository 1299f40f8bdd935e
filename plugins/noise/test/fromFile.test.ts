import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError, type CorruptedLabels } from '@ballast/core';
import { noise, taskOf } from './noiseTask.ts';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'ballast-labels-'))));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, name.endsWith('.gz') ? gzipSync(text) : text);
  return file;
}

const rows = ['index,file,clean,people', '2,b/0.png,2,class 0', '0,a/0.png,0,1', '1,a/1.png,1,2', '9,z.png,0,0'];
const task = () => ({ ...taskOf([1, 1, 1]), sources: ['a/0.png', 'a/1.png', 'b/0.png'] });

function corrupt(file: string, options: Readonly<Record<string, unknown>> = {}): CorruptedLabels {
  return noise({ type: 'from-file', file, column: 'people', ...options }).corrupt(task());
}

describe('labels from a file', () => {
  it.each(['labels.csv', 'labels.csv.gz'])('finds rows of %s by index or file, labels by name or index', (name) => {
    const file = write(name, rows.join('\r\n'));
    expect(corrupt(file)).toEqual({ givenLabels: Int32Array.of(1, 2, 0), transitionMatrix: undefined });
    expect(corrupt(file, { key: 'file' }).givenLabels).toEqual(Int32Array.of(1, 2, 0));
    expect(corrupt(file, { column: 'clean' }).givenLabels).toEqual(task().trueLabels);
  });

  const mistakes: [string, string, Readonly<Record<string, unknown>>, RegExp][] = [
    ['a label out of range', [...rows, '3,c,0,3'].join('\n'), {}, /bad\.csv:6: "3" is no class/],
    ['an unknown name', [rows[0], '0,a,0,clas'].join('\n'), {}, /bad\.csv:2: "clas" is no class/],
    ['a missing row', rows.slice(0, 3).join('\n'), {}, /bad\.csv: none of its 2 rows has index "1"/],
    ['a short row', [...rows, '5,c'].join('\n'), {}, /bad\.csv:6: 2 fields where the header has 4/],
    ['a key twice', [...rows, '2,c,0,0'].join('\n'), {}, /bad\.csv:6: index "2" stands already in line 2/],
    ['an unknown column', rows.join('\n'), { column: 'peopel' }, /bad\.csv:1: .*"peopel"[^]*mean "people"/],
    ['an unknown option', rows.join('\n'), { colum: 'people' }, /colum[^]*mean "column"/],
  ];
  it.each(mistakes)('explains %s', (_, text, options, message) => {
    const file = write('bad.csv', text);
    expect(() => corrupt(file, options)).toThrow(UserError);
    expect(() => corrupt(file, options)).toThrow(message);
  });

  it('explains a file that is missing or no gzip', () => {
    expect(() => corrupt(join(folder, 'nowhere.csv'))).toThrow(
      /noise\.file: .*nowhere\.csv: there is no such file[^]*CIFAR-100_human\.pt/,
    );
    const file = join(folder, 'fake.csv.gz');
    writeFileSync(file, 'no gzip');
    expect(() => corrupt(file)).toThrow(UserError);
  });

  it('explains that images without files have no file key', () => {
    const file = write('labels.csv', rows.join('\n'));
    const injector = noise({ type: 'from-file', file, column: 'people', key: 'file' });
    expect(() => injector.corrupt(taskOf([1, 1, 1]))).toThrow(/come from no files/);
  });
});
