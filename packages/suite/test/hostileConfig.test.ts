import { discoverPlugins, UserError } from '@ballast/core';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../src/config/document.ts';
import { withOverrides } from '../src/config/overrides.ts';
import { resolveSuite } from '../src/config/resolve.ts';
import { chooseLauncher } from '../src/run/chooseLauncher.ts';
import { chooseTracker } from '../src/run/chooseTracker.ts';
import { smallRegistry, smallSuite } from './registry.ts';

const registry = smallRegistry();

function refusal(text: string, args: readonly string[] = []): string {
  try {
    resolveSuite(withOverrides(parseConfig(text, 'suite.yaml'), args).document, registry);
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return (error as UserError).message;
  }
  return 'no error';
}

const lastLine = String(smallSuite.split('\n').length);

describe('YAML made to break a parser', () => {
  const letters = Array.from('abcdefghij');
  const bomb = letters.map((name, at) => `${name}: &${name} [${Array(9).fill(at === 0 ? 'x' : `*${letters[at - 1]!}`).join()}]`); // prettier-ignore
  const wide = `anchored: &w [${Array(20_000).fill('1').join()}]\nlimits: [${Array(90).fill('*w').join()}]\n`;

  it.each([
    ['aliases of aliases', `${bomb.join('\n')}\n${smallSuite}`, /suite\.yaml: an alias \(\*\) cannot be followed/],
    ['a block repeated by aliases', wide + smallSuite, /suite\.yaml:\d+ .*more than 200,000 values/],
    ['an alias of nothing', `${smallSuite}report: *nope\n`, /an alias \(\*\) cannot be followed: .*nope/],
    ['a block inside itself', `${smallSuite}report: &a { baseline: *a }\n`, /suite\.yaml:18 report\.baseline: an alias \(\*\) puts this block into itself/], // prettier-ignore
    ['a merge of itself', smallSuite.replace('  ce: {', '  ce: &a { <<: *a,'), /an alias \(\*\) cannot be followed/],
    ['a merge of a number', smallSuite.replace('  ce: {', '  ce: { <<: 3,'), /`<<` takes a block or an alias of one/],
    ['deep brackets', `${smallSuite}tracker: ${'['.repeat(20_000)}${']'.repeat(20_000)}\n`, /suite\.yaml:18: blocks are nested far too deeply/], // prettier-ignore
    ['deep blocks', `${smallSuite}tracker: ${'{a: '.repeat(100)}1${'}'.repeat(100)}\n`, /suite\.yaml:18 tracker\.a.*nested deeper than 64/], // prettier-ignore
    ['a hundred megabytes', `title: ${'x'.repeat(1e8)}`, /suite\.yaml: this is no config: it has 100\.0 million characters/], // prettier-ignore
    ['a long text', smallSuite.replace('loss: cross-entropy', `loss: ${'x'.repeat(1e5)}`), /suite\.yaml:16 methods\.ce\.loss: this text has 100,000 characters/], // prettier-ignore
    ['thousands of unknown keys', smallSuite + Array.from({ length: 10_000 }, (_, at) => `k${String(at)}: 1\n`).join(''), /10000 problems:[^]*suite\.yaml:18 k0[^]*and 9950 more/], // prettier-ignore
    ['a key that is a list', `${smallSuite}? [a]\n: 2\n`, /suite\.yaml:18: this is no valid YAML/],
    ['a set', `${smallSuite}tracker: !!set {a, b}\n`, /suite\.yaml:18 tracker: .*a YAML tag/],
    ['bytes', smallSuite.replace('title: Small', 'title: !!binary aGVsbG8='), /suite\.yaml:1 title: .*a YAML tag/],
    [
      'a date',
      smallSuite.replace('title: Small', 'title: !!timestamp 2001-12-14'),
      /suite\.yaml:1 title: .*a YAML tag/,
    ],
    ['two files in one', `${smallSuite}---\ntitle: x\n`, /suite\.yaml:18: this is no valid YAML: .*multiple documents/],
    ['no number', smallSuite.replace('epochs: 2', 'epochs: .nan'), /suite\.yaml:13 methodDefaults\.epochs: expected a number, found NaN/], // prettier-ignore
    ['a seed beyond all integers', smallSuite.replace('[0, 1]', '[99999999999999999999]'), /suite\.yaml:5 seeds\.0: an entry of seeds must be at most 9007199254740991/], // prettier-ignore
  ])('is named: %s', (_, text, expected) => {
    const start = performance.now();
    expect(refusal(text)).toMatch(expected);
    expect(performance.now() - start).toBeLessThan(20_000);
  });

  it('keeps lines for what a block takes from several others', () => {
    const text = smallSuite.replace('  focal:', '  a: &a { type: plain }\n  b: &b { epochs: 0 }\n  c: { <<: [*a, *b] }\n  focal:'); // prettier-ignore
    expect(refusal(text)).toContain('suite.yaml:18 methods.c.epochs: epochs must be at least 1, got 0.');
  });
});

describe('keys that every object of JavaScript has', () => {
  const places: readonly (readonly [string, (name: string) => string])[] = [
    ['a key of the file', (name) => `${smallSuite}${name}: { polluted: 1 }\n`],
    ['a method', (name) => `${smallSuite}  ${name}: { type: plain }\n`],
    ['an option', (name) => `${smallSuite}  x: { type: plain, ${name}: { polluted: 1 } }\n`],
    ['a plugin', (name) => `${smallSuite}  x: { type: ${name} }\n`],
    ['a corruption', (name) => smallSuite.replace('clean:', `${name}:`)],
    ['a default', (name) => smallSuite.replace('epochs: 2', `${name}: { polluted: 1 }`)],
    ['a profile', (name) => `${smallSuite}profiles: { ${name}: { polluted: 1 } }\n`],
    ['in a profile', (name) => `${smallSuite}profiles: { a: { ${name}: { polluted: 1 } } }\n`],
    ['an axis', (name) => `${smallSuite}axes: { ${name}: { values: { a: {} } } }\n`],
    ['a value of an axis', (name) => `${smallSuite}axes: { a: { values: { ${name}: {} } } }\n`],
    ['a choice', (name) => `${smallSuite}only: { axes: { ${name}: [a] } }\n`],
    ['a baseline', (name) => `${smallSuite}report: { baseline: ${name} }\n`],
  ];

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('%s is a mistake wherever it stands', (name) => {
    for (const [place, make] of places) {
      const text = make(name);
      const isUnusedProfile = place === 'in a profile' && name !== '__proto__'; // checked when the profile is
      if (!isUnusedProfile) expect([place, refusal(text)]).toEqual([place, expect.stringMatching(/suite\.yaml:\d+ /)]);
    }
    for (const argument of [`${name}=1`, `${name}.a=1`, `methods.${name}.a=1`, `methods.ce.${name}.a=1`]) {
      expect(refusal(smallSuite, [argument])).toContain(`argument "${argument}"`);
    }
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('names that would leave the results folder', () => {
  const names = ['../x', 'a/b', '..', '.', 'a\\b', '-rf', 'a b', 'a\nb', 'a\0b', 'CON:', 'x'.repeat(300)];
  const sections: readonly ((name: string) => string)[] = [
    (name) => `${smallSuite}  ${name}: { type: plain }\n`,
    (name) => smallSuite.replace('clean:', `${name}:`),
    (name) => `${smallSuite}profiles: { ${name}: {} }\n`,
    (name) => `${smallSuite}axes: { ${name}: { values: { a: {} } } }\n`,
    (name) => `${smallSuite}axes: { a: { values: { ${name}: {} } } }\n`,
  ];

  it.each(names.map((name) => [JSON.stringify(name)]))('%s', (name) => {
    for (const make of sections) expect(refusal(make(name))).toMatch(/suite\.yaml:\d+ [^]*cannot be the name of a folder/); // prettier-ignore
  });
});

it('a grid that nobody can compute is refused before it is expanded', () => {
  const values = Array.from({ length: 20 }, (_, at) => `v${String(at)}: {}`).join(', ');
  const axes = Array.from({ length: 12 }, (_, at) => `  a${String(at)}: { values: { ${values} } }`).join('\n');
  expect(refusal(`${smallSuite}axes:\n${axes}\n`)).toMatch(new RegExp(`suite\\.yaml:${lastLine} axes: .*combinations of axes`)); // prettier-ignore
});

describe('a suite file that names a folder outside', () => {
  it.each(['/tmp/elsewhere', '..', '../elsewhere', 'results/../../elsewhere'])(
    '%s is refused with its line',
    (name) => {
      expect(refusal(`${smallSuite}resultsFolder: ${name}\n`)).toMatch(
        /suite\.yaml:18 resultsFolder: ".*" leads out of the current folder[^]*--results/,
      );
    },
  );

  it('may name one inside', () => {
    expect(refusal(`${smallSuite}resultsFolder: results/../others\n`)).toBe('no error');
  });
});

describe.each([
  ['ballast.config.yaml', 'plugins: []\nlauncher:\n  type: local\n  processes: 0\ntracker:\n  type: mlfow\n'],
  [
    'ballast.config.json',
    '{\n"plugins": [],\n"launcher": { "type": "local",\n"processes": 0 },\n"tracker":\n{ "type": "mlfow" } }',
  ],
])('a mistake in %s', (name, text) => {
  it('is named with its line', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ballast-config-'));
    try {
      writeFileSync(join(folder, name), text);
      const installed = await discoverPlugins(folder, parseConfig);
      const suite = { launcher: undefined, tracker: undefined, locate: () => 'suite.yaml' };
      expect(() => chooseLauncher({ ...installed, suite })).toThrow(new RegExp(`${name}:4 launcher\\.processes`));
      expect(() => chooseTracker({ ...installed, suite })).toThrow(new RegExp(`${name}:6 tracker\\.type`));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
