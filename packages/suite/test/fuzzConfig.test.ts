import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { discoverPlugins, UserError } from '@ballast/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseConfig } from '../src/config/document.ts';
import { withOverrides } from '../src/config/overrides.ts';
import { profileNames, withProfile } from '../src/config/profiles.ts';
import { resolveSuite } from '../src/config/resolve.ts';
import { methodInstances, planCells } from '../src/run/suitePlan.ts';
import { smallSuite } from './registry.ts';

// BALLAST_FUZZ_RUNS=10000 tries as many; PROPERTY_SEED others.
const runs = Number(process.env['BALLAST_FUZZ_RUNS'] ?? 200);
const patience = { timeout: Math.max(120_000, 200 * runs) };
const experiments = resolve(import.meta.dirname, '../../../experiments');
const { registry } = await discoverPlugins(experiments, parseConfig);

const files = readdirSync(experiments)
  .map((name) => join(experiments, name, 'suite.yaml'))
  .filter((file) => existsSync(file));
const texts = [smallSuite, ...files.map((file) => readFileSync(file, 'utf8'))];

/** What nobody should write, and somebody will. */
const evilValues: readonly unknown[] = [
  ...[null, true, false, 0, -1, 1, 0.5, 1e308, -1e308, 2 ** 53, 1e-320, Number.NaN, Number.POSITIVE_INFINITY],
  ...[
    '',
    ' ',
    '\0',
    '../..',
    '/etc/passwd',
    '__proto__',
    'constructor',
    'toString',
    '\u001b[2J',
    '<b>',
    '=1+1',
    '0x1F',
  ],
  ...[[], {}, [[]], [null], { type: null }, { type: 'plain' }, { type: {} }, { type: 'focal', gamma: 'x' }, [1, [2]]],
  ...['x'.repeat(5000), Array.from({ length: 50 }, (_, index) => index), { from: 0.5 }, 'cross-entropy', 'noise'],
];
const evilText = ['*a', '&a', '<<: *a', '- ', '? ', ': ', '{', '}', '[', ']', '"', "'", '|', '>', '!!set', '!!js/function x', '%YAML 1.1', '---', '...', '\t', '\0', '#', '@', '`', '~', '.nan', '0o7', '\u2028', '\uFEFF']; // prettier-ignore

type Block = Record<string, unknown>;

/** Every place in a value: its parent and key. */
function placesOf(value: unknown): [Block, string][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    [value as Block, key] as [Block, string],
    ...placesOf(inner),
  ]);
}

type Change = readonly [kind: number, place: number, other: number];

/** A right file with keys removed, renamed, doubled or given values that are none. */
function changedValue(text: string, changes: readonly Change[]): string {
  const value = parse(text, { merge: true }) as unknown;
  const copy = JSON.parse(JSON.stringify(value)) as unknown;
  for (const [kind, at, other] of changes) {
    const places = placesOf(copy);
    const [parent, key] = places[at % Math.max(1, places.length)] ?? [{}, ''];
    const [otherParent, otherKey] = places[other % Math.max(1, places.length)] ?? [{}, ''];
    const evil = structuredClone(evilValues[other % evilValues.length]); // a later change may go into it
    if (kind === 0) Reflect.deleteProperty(parent, key);
    else if (kind === 1) parent[key] = structuredClone(otherParent[otherKey]);
    else if (kind === 2 && !Array.isArray(parent)) parent[`${key}x`] = parent[key];
    else if (kind === 3 && !Array.isArray(parent)) parent[String(evil).slice(0, 40)] = parent[key];
    else parent[key] = evil;
  }
  return JSON.stringify(copy);
}

/** A right file with characters and lines that are moved, cut, doubled or put in. */
function changedText(text: string, changes: readonly Change[]): string {
  return changes.reduce((current, [kind, place, other]) => {
    const at = place % (current.length + 1);
    const lines = current.split('\n');
    const line = place % lines.length;
    if (kind === 0) return current.slice(0, at);
    if (kind === 1) return lines.filter((_, index) => index !== line).join('\n');
    if (kind === 2) return [...lines.slice(0, line), lines[other % lines.length], ...lines.slice(line)].join('\n');
    if (kind === 3) return [...lines.slice(0, line), `  ${lines[line] ?? ''}`, ...lines.slice(line + 1)].join('\n');
    return current.slice(0, at) + (evilText[other % evilText.length] ?? '') + current.slice(at + (other % 3));
  }, text);
}

const changes = fc.array(fc.tuple(fc.nat(4), fc.nat(1e6), fc.nat(1e6)), { minLength: 1, maxLength: 4 });

/** Everything that is done with a suite file before its data set is loaded. */
function plan(text: string, args: readonly string[] = []): void {
  const document = parseConfig(text, 'suite.yaml');
  for (const profile of [undefined, ...profileNames(document).slice(0, 1)]) {
    const suite = resolveSuite(withOverrides(withProfile(document, profile), args).document, registry);
    planCells(suite, methodInstances(registry), { backend: 'wasm', threads: 1 });
  }
}

const longestSeconds = 30;

/** Right, or refused in words that name the file or the argument; and soon. */
function requirePlainAnswer(attempt: () => void, where: RegExp): void {
  const start = performance.now();
  try {
    attempt();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    expect(error.message).toMatch(where);
  }
  expect((performance.now() - start) / 1000).toBeLessThan(longestSeconds);
}

const check = (make: (text: string, changes: readonly Change[]) => string): void => {
  fc.assert(
    fc.property(fc.constantFrom(...texts), changes, (text, list) => {
      requirePlainAnswer(() => {
        plan(make(text, list));
      }, /suite\.yaml/);
    }),
    { numRuns: Math.ceil(runs / 2) },
  );
};

it('no changed value of a suite file is a crash', patience, () => {
  check(changedValue);
});

it('no changed text of a suite file is a crash', patience, () => {
  check(changedText);
});

it('no argument is a crash', patience, () => {
  const document = parseConfig(smallSuite, 'suite.yaml');
  const paths = ['seeds', 'methods', 'methods.ce.epochs', 'data', 'axes', 'axes.x', '__proto__', 'constructor', '', '.', '..', 'method', 'corruption', 'seed', 'profiles.a', 'title.x', 'seeds.0', 'corruptions.noisy.noise']; // prettier-ignore
  const values = [...evilText, ...evilValues.map((value) => JSON.stringify(value))];
  fc.assert(
    fc.property(fc.constantFrom(...paths), fc.constantFrom(...values), fc.string(), (path, value, noise) => {
      for (const argument of [`${path}=${value}`, `${path}=${noise}`, `${path}${noise}=${value}`, noise]) {
        requirePlainAnswer(() => {
          const { document: changed } = withOverrides(document, [argument]);
          resolveSuite(changed, registry);
        }, /argument "|suite\.yaml/);
      }
    }),
    { numRuns: Math.ceil(runs / 2) },
  );
});
