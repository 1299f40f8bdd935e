import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changedCode } from '../src/code/changed.ts';
import { CodeBase } from '../src/code/codeBase.ts';
import { codeFiles, readManifest } from '../src/code/digestOf.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ballast-code-'));
  write('package.json', '{"name": "home"}');
  write('node_modules/published/package.json', '{"name": "published", "version": "1.0.0"}');
  write('node_modules/published/src/index.js', 'one');
  write('own/package.json', '{"name": "own", "dependencies": {"published": "1"}}');
  write('own/src/index.ts', 'one');
  write('own/test/index.test.ts', 'one');
  write('loose.ts', "import { helper } from './helper.ts';");
  write('helper.ts', 'one');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(file: string, text: string): void {
  const path = join(folder, file);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
}

/** Whether code of the source counts as changed after a change of a file. */
function changedBy(source: string, file: string): boolean {
  const code = new CodeBase(folder);
  const recorded = code.of(source);
  write(file, 'two');
  return changedCode(code.rootsFrom(folder), folder)(recorded).length > 0;
}

describe('the code of a plugin has changed', () => {
  it.each([
    ['./own/src/index.ts', 'own/src/index.ts', true],
    ['./own/src/index.ts', 'own/src/more.ts', true],
    ['./own/src/index.ts', 'own/test/index.test.ts', false],
    ['./own/src/index.ts', 'loose.ts', false],
    ['./loose.ts', 'helper.ts', true],
    ['./loose.ts', 'own/src/index.ts', false],
    ['published', 'node_modules/published/src/index.js', false],
    ['published', 'node_modules/published/package.json', true],
  ])('%s by an edit of %s: %s', (source, file, expected) => {
    expect(changedBy(source, file)).toBe(expected);
  });

  it('not when it is gone: then nothing is known', () => {
    const code = new CodeBase(folder);
    const recorded = code.of('./loose.ts');
    const roots = code.rootsFrom(folder);
    rmSync(join(folder, 'loose.ts'));
    expect(changedCode(roots, folder)(recorded)).toEqual([]);
  });
});

it('this package names files that are there as its code', () => {
  const root = join(import.meta.dirname, '..');
  const named = readManifest(root)?.ballast?.code ?? [];
  expect(named.length).toBeGreaterThan(0);
  expect(codeFiles(root)).toEqual(expect.arrayContaining(named.map((file) => join(root, file))));
});
