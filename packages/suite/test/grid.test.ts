import { UserError } from '@ballast/core';
import { describe, expect, it } from 'vitest';
import { expandCells } from '../src/cells/cell.ts';
import { parseConfig } from '../src/config/document.ts';
import { withOverrides } from '../src/config/overrides.ts';
import { withProfile } from '../src/config/profiles.ts';
import { resolveSuite, type ResolvedSuite } from '../src/config/resolve.ts';
import { smallRegistry, smallSuite } from './registry.ts';

const registry = smallRegistry();
const arithmetic = { backend: 'wasm', threads: 1 } as const;

function resolved(text: string, { profile, args = [] }: { profile?: string; args?: string[] } = {}): ResolvedSuite {
  const document = withProfile(parseConfig(text, 'suite.yaml'), profile);
  return resolveSuite(withOverrides(document, args).document, registry);
}

function namesOf(suite: ResolvedSuite): string[] {
  return expandCells(suite, arithmetic).map(({ name }) => name.replace(/__[0-9a-f]{10}$/, ''));
}

function messageOf(compute: () => unknown): string {
  try {
    compute();
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return (error as UserError).message;
  }
  return 'no error';
}

const withAxis = `${smallSuite}axes:
  trusted:
    label: Trusted images
    values:
      three: { label: '3' }
      ten: { label: '10', overrides: { data: { meta: { perClass: 10 } }, methods: { ce: { epochs: 7 } } } }
`;

describe('an axis', () => {
  it('multiplies the cells, and its values change what they say', () => {
    const suite = resolved(withAxis);
    const cells = expandCells(suite, arithmetic);
    expect(cells).toHaveLength(2 * 8);
    expect(cells[0]).toMatchObject({
      axes: { trusted: 'three' },
      config: { task: { data: { meta: { perClass: 3 } } } },
    });
    const last = cells.filter(({ axes }) => axes['trusted'] === 'ten');
    expect(last.every(({ config }) => config.task.data.meta.perClass === 10)).toBe(true);
    expect(last.find(({ method }) => method === 'ce')?.config.method['epochs']).toBe(7);
    expect(last.find(({ method }) => method === 'focal')?.config.method['epochs']).toBe(2);
    expect(cells[0]?.name).toMatch(/^ce__clean__three__seed0__[0-9a-f]{10}$/);
    expect(suite.axes).toEqual([
      { id: 'trusted', label: 'Trusted images', show: 'columns', values: [{ id: 'three', label: '3' }, { id: 'ten', label: '10' }] }, // prettier-ignore
    ]);
  });

  it('leaves the ids of cells as they are whose config it does not change', () => {
    const ids = new Set(expandCells(resolved(smallSuite), arithmetic).map(({ id }) => id));
    const three = expandCells(resolved(withAxis), arithmetic).filter(({ axes }) => axes['trusted'] === 'three');
    expect(three.every(({ id }) => ids.has(id))).toBe(true);
  });

  it('changes nothing but data, model, methods and corruptions', () => {
    expect(messageOf(() => resolved(withAxis.replace('overrides: {', 'overrides: { seeds: [1],')))).toBe(
      'suite.yaml:23 axes.trusted.values.ten.overrides.seeds: there is no part that an axis may change "seeds".\n' +
        '  Known: augmentation, corruptions, data, dataset, methodDefaults, methods, model',
    );
  });

  it('says where a mistake in a value stands', () => {
    expect(messageOf(() => resolved(withAxis.replace('epochs: 7', 'epochz: 7')))).toMatch(
      /^suite\.yaml:23 axes\.trusted\.values\.ten\.overrides\.methods\.ce\.epochz: there is no option "epochz" here\.\n {2}Did you mean "epochs"\?/,
    );
  });
});

const withProfiles = `${smallSuite}profiles:
  smoke: { seeds: [5], methodDefaults: { epochs: 1 }, only: { methods: [focal] } }
  other: { methods: { focal: { loss: cross-entropy } } }
`;

describe('a profile', () => {
  it('changes parts of the suite', () => {
    const suite = resolved(withProfiles, { profile: 'smoke' });
    expect(namesOf(suite)).toEqual(['focal__clean__seed5', 'focal__noisy__seed5']);
    expect(suite.variants[0].methods[0]?.method).toMatchObject({ epochs: 1, loss: { type: 'focal', gamma: 2 } });
  });

  it('replaces a block whose type it changes', () => {
    const suite = resolved(withProfiles, { profile: 'other' });
    expect(suite.variants[0].methods[1]?.method['loss']).toEqual({ type: 'cross-entropy' });
  });

  it('says its line', () => {
    expect(messageOf(() => resolved(withProfiles.replace('epochs: 1', 'epochs: 0'), { profile: 'smoke' }))).toBe(
      'suite.yaml:19 profiles.smoke.methodDefaults.epochs: epochs must be at least 1, got 0.',
    );
    expect(messageOf(() => resolved(withProfiles, { profile: 'smoek' }))).toBe(
      'suite.yaml:18 profiles: this suite has no profile "smoek".\n  Did you mean "smoke"? (known: other, smoke)',
    );
  });
});

describe('an argument', () => {
  it.each([
    ['methodDefaults.epochs=5', (suite: ResolvedSuite) => suite.variants[0].methods[0]?.method['epochs'], 5],
    ['seeds=[3]', (suite: ResolvedSuite) => suite.seeds, [3]],
    ['methods.focal.loss.gamma=0.5', (suite: ResolvedSuite) => suite.variants[0].methods[1]?.method['loss'], { type: 'focal', gamma: 0.5 }], // prettier-ignore
    ['methods.focal.loss=cross-entropy', (suite: ResolvedSuite) => suite.variants[0].methods[1]?.method['loss'], { type: 'cross-entropy' }], // prettier-ignore
    ['corruptions.noisy.noise={type: uniform, rate: 0.2}', (suite: ResolvedSuite) => suite.variants[0].corruptions[1]?.noise?.type, 'uniform'], // prettier-ignore
  ])('%s', (argument, read, expected) => {
    expect(read(resolved(smallSuite, { args: [argument] }))).toEqual(expected);
  });

  it('chooses cells by a name of the grid, and leaves the suite as it is', () => {
    const document = parseConfig(withAxis, 'suite.yaml');
    const { overrides, selection } = withOverrides(document, ['method=focal', 'seed=1', 'trusted=ten,three']);
    expect(overrides).toEqual([]);
    expect(selection).toEqual({ method: ['focal'], seed: ['1'], trusted: ['ten', 'three'] });
  });

  it('reaches names with dots', () => {
    const dotted = smallSuite.replace('noisy:', 'flip-0.4:');
    const suite = resolved(dotted, { args: ['corruptions.flip-0.4.noise.rate=0.1'] });
    expect(suite.variants[0].corruptions[1]?.noise).toMatchObject({ type: 'flip2', rate: 0.1 });
  });

  it.each([
    ['epochs', 'argument "epochs": this is no override.\n  Overrides are like methodDefaults.epochs=5, seeds=[0,1] or method=curvenet. There is no suite of this name either.'], // prettier-ignore
    ['methodDefaults.epochs=0', 'argument "methodDefaults.epochs=0" methodDefaults.epochs: epochs must be at least 1, got 0.'], // prettier-ignore
    ['seeds.0=3', 'argument "seeds.0=3": "seeds" is a list, which is given as a whole.\n  For example seeds=[0,1].'],
    ['method=fokal', 'argument "method=fokal": this suite has no method "fokal".\n  Did you mean "focal"? (known: ce, focal)'], // prettier-ignore
    ['methods.fokal.epochs=3', 'argument "methods.fokal.epochs=3": there is no "fokal" among the methods.\n  Did you mean "focal"? (known: ce, focal)'], // prettier-ignore
    ['seeds=[0', 'argument "seeds=[0": the value cannot be read as YAML.\n  Values are like 5, [0,1], focal or {type: focal, gamma: 2}; a shell wants quotes around the last.'], // prettier-ignore
    ['title=!!set x', 'argument "title=!!set x": the value cannot be read as YAML.\n  Values are like 5, [0,1], focal or {type: focal, gamma: 2}; a shell wants quotes around the last.'], // prettier-ignore
  ])('%s says what is wrong', (argument, message) => {
    expect(messageOf(() => resolved(smallSuite, { args: [argument] }))).toBe(message);
  });

  it('with a misspelt key names the nearest', () => {
    expect(messageOf(() => resolved(smallSuite, { args: ['methodDefualts.epochs=5'] }))).toMatch(
      /^argument "methodDefualts\.epochs=5" methodDefualts: there is no option "methodDefualts" here\.\n {2}Did you mean "methodDefaults"\?/,
    );
  });
});

describe('published numbers', () => {
  const published = `${smallSuite}published:
  - paper: Somebody 2020
    table: Table 1
    measure: best-on-test
    values:
      focal: { noisy: { mean: 61.5, deviation: 0.4 }, clean: 90 }
    means: { ce: 75 }
`;

  it('are one entry a method and corruption, or a mean', () => {
    const source = { paper: 'Somebody 2020', table: 'Table 1', measure: 'best-on-test', axes: {}, method: 'focal' };
    expect(resolved(published).published).toEqual([
      { ...source, corruption: 'noisy', mean: 61.5, deviation: 0.4 },
      { ...source, corruption: 'clean', mean: 90, deviation: undefined },
      { ...source, method: 'ce', corruption: undefined, mean: 75, deviation: undefined },
    ]);
  });

  it('are of methods and corruptions of the suite', () => {
    expect(messageOf(() => resolved(published.replace('focal: { noisy: {', 'focal: { noizy: {')))).toBe(
      'suite.yaml:23 published.0.values.focal.noizy: there is no corruption "noizy".\n  Did you mean "noisy"? (known: clean, noisy)', // prettier-ignore
    );
    expect(messageOf(() => resolved(published.replace('ce: 75', 'cee: 75')))).toBe(
      'suite.yaml:24 published.0.means.cee: there is no method "cee".\n  Did you mean "ce"? (known: ce, focal)',
    );
  });
});

it('a suite may be JSON, with tabs', () => {
  const json = JSON.stringify(parseConfig(smallSuite, 'suite.yaml').value, null, '\t');
  const suite = resolveSuite(parseConfig(json, 'suite.json'), registry);
  expect(namesOf(suite)).toEqual(namesOf(resolved(smallSuite)));
});
