import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '@ballast/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSuiteResults } from '../src/results/readSuiteResults.ts';
import { viewName } from '../src/results/views.ts';
import { writeFileAtomically } from '../src/store/atomic.ts';
import { readText } from '../src/store/readText.ts';
import { suiteFolder } from '../src/store/suiteFolder.ts';
import { readSuiteIndex } from '../src/store/suiteIndex.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ballast-links-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const at = (name: string): string => join(folder, name);

describe('a symbolic link in the results', () => {
  it('in place of a file is replaced, and what it leads to is left alone', () => {
    writeFileSync(at('precious'), 'precious');
    symlinkSync(at('precious'), at('summary.json'));
    writeFileAtomically(at('summary.json'), 'ours');
    expect(readFileSync(at('precious'), 'utf8')).toBe('precious');
    expect(lstatSync(at('summary.json')).isSymbolicLink()).toBe(false);
    expect(readFileSync(at('summary.json'), 'utf8')).toBe('ours');
  });

  it('under the temporary name is not written through', () => {
    writeFileSync(at('precious'), 'precious');
    symlinkSync(at('precious'), at('summary.json.tmp'));
    expect(() => {
      writeFileAtomically(at('summary.json'), 'ours');
    }).toThrow(/summary\.json\.tmp: cannot write: a symbolic link stands in the way/);
    expect(readFileSync(at('precious'), 'utf8')).toBe('precious');
    writeFileAtomically(at('summary.json'), 'ours'); // the link is gone
    expect(readFileSync(at('summary.json'), 'utf8')).toBe('ours');
  });

  it('may be the folder itself: results on another disk', () => {
    mkdirSync(at('disk'));
    symlinkSync(at('disk'), at('results'));
    writeFileAtomically(at('results/digits/suite.json'), '{}');
    expect(existsSync(at('disk/digits/suite.json'))).toBe(true);
  });

  it('in a circle is named', () => {
    symlinkSync(at('b'), at('a'));
    symlinkSync(at('a'), at('b'));
    expect(() => readText(at('a'))).toThrow(UserError);
    expect(() => {
      writeFileAtomically(at('a/suite.json'), '{}');
    }).toThrow(UserError);
  });

  it('to a device or a pipe is refused before it is read without end', () => {
    symlinkSync('/dev/zero', at('suite.json'));
    expect(() => readSuiteIndex(suiteFolder(folder))).toThrow(/suite\.json: this is a device or a pipe/);
    execFileSync('mkfifo', [at('pipe.yaml')]);
    expect(() => readText(at('pipe.yaml'))).toThrow(/pipe\.yaml: this is a device or a pipe/);
  });
});

describe('an index that somebody sent', () => {
  const index = (cell: object): string => JSON.stringify({ name: 'x', title: 'x', seeds: [0], methods: [], corruptions: [], cells: [{ id: 'a', method: 'a', corruption: 'a', axes: {}, seed: 0, phases: [], ...cell }] }); // prettier-ignore

  it.each([
    ['a cell', { name: '../../outside' }],
    ['a phase', { name: 'cell', phases: [{ id: 'p', name: 'p', folder: '../../outside', evaluated: true }] }],
    ['a cell by its full path', { name: '/etc' }],
  ])('reads nothing outside its folder: %s', (_, cell) => {
    mkdirSync(at('results'));
    writeFileSync(at('results/suite.json'), index(cell));
    expect(() => readSuiteResults(at('results'))).toThrow(/suite\.json: this file is damaged/);
  });

  it.each(['null', '[]', '3', '{}', '{"cells": 3}', '{"cells": [null]}', '{"cells": [{}]}', '\0', ''])(
    'is named when it is %s',
    (text) => {
      writeFileSync(at('suite.json'), text);
      expect(() => readSuiteResults(folder)).toThrow(UserError);
      expect(() => readSuiteResults(folder)).toThrow(/suite\.json/);
    },
  );
});

it('a view has a folder of its own below the results, whatever the arguments', () => {
  for (const argument of ['../../x=1', 'methods.a/b=1', '..', '.', 'a\0b=1', 'x'.repeat(5000)]) {
    const name = viewName({ overrides: [argument] }) ?? '';
    expect(name).toMatch(/^[\w.,=+-]{1,70}$/);
    expect(['.', '..']).not.toContain(name);
  }
  for (const profile of ['..', '.', '../..']) expect(['.', '..', '']).not.toContain(viewName({ profile }) ?? '');
});
