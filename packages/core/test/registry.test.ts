import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  definePlugin,
  inject,
  injectable,
  locateByPath,
  PluginOptions,
  pluginReference,
  PluginRegistry,
  Tokens,
  UserError,
  type InstalledPlugin,
  type LossFunction,
  type Method,
  type Plugin,
} from '../src/index.ts';

const FocalOptions = z.strictObject({
  gamma: z.number().nonnegative().default(1),
  base: z.enum(['softmax', 'sigmoid']).default('softmax'),
});

@injectable()
class Focal implements LossFunction {
  constructor(@inject(PluginOptions) readonly options: z.infer<typeof FocalOptions>) {}
  perSample(): never {
    throw new Error('not called here');
  }
}

const MethodOptions = z.strictObject({
  epochs: z.int().positive().default(10),
  loss: pluginReference('loss').default({ type: 'focal' }).describe('The loss.'),
});

@injectable()
class PlainMethod implements Method {
  readonly phases = [];
  readonly usesMetaSet = false;
  constructor(
    @inject(PluginOptions) readonly options: z.infer<typeof MethodOptions>,
    @inject(Tokens.loss) readonly loss: LossFunction,
  ) {}
}

@injectable()
class NeedsSampler implements Method {
  readonly phases = [];
  readonly usesMetaSet = false;
  constructor(@inject(Tokens.sampler) readonly sampler: unknown) {}
}

const focal = definePlugin({ kind: 'loss', id: 'focal', docs: { summary: '' }, options: FocalOptions, use: Focal });
const plain = definePlugin({
  kind: 'method',
  id: 'plain',
  docs: { summary: '' },
  options: MethodOptions,
  use: PlainMethod,
});
const broken = definePlugin({
  kind: 'method',
  id: 'broken',
  docs: { summary: '' },
  options: z.strictObject({}),
  use: NeedsSampler,
});

const from = (source: string, ...plugins: unknown[]): InstalledPlugin[] =>
  plugins.map((plugin) => ({ plugin: plugin as Plugin, source }));
const registry = new PluginRegistry(from('@test/plugins', focal, plain, broken));

function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return (error as UserError).message;
  }
  throw new Error('nothing was thrown');
}

describe('PluginRegistry', () => {
  it('fills in the defaults of a plugin and of the plugins inside its options', () => {
    expect(registry.resolve('method', { type: 'plain' }, locateByPath)).toEqual({
      type: 'plain',
      epochs: 10,
      loss: { type: 'focal', gamma: 1, base: 'softmax' },
    });
  });

  describe('with a block of options', () => {
    const Kind = z.discriminatedUnion('type', [
      z.strictObject({ type: z.literal('step'), factor: z.number().default(0.1), at: z.number().default(3) }),
      z.strictObject({ type: z.literal('constant') }),
    ]);
    const Training = z.strictObject({
      epochs: z.number().default(120),
      decay: z.strictObject({ weights: z.number().default(0), offsets: z.number().default(0) }).prefault({}),
      schedule: Kind.prefault({ type: 'step' }),
    });
    const options = z.strictObject({
      plainly: Training.prefault({}),
      probing: Training.nullable()
        .prefault({ epochs: 7, decay: { weights: 5, offsets: 6 }, schedule: { type: 'step', factor: 0.5, at: 4 } })
        .describe('Of the probing.'),
    });
    const blocks = new PluginRegistry(from('@test/blocks', { ...focal, id: 'blocks', options }));
    const probing = (given?: object | null): unknown =>
      blocks.resolve('loss', { type: 'blocks', ...(given !== undefined && { probing: given }) }, locateByPath)[
        'probing'
      ];
    const schedule = { type: 'step', factor: 0.5, at: 4 };

    it('keeps of its default what is not given', () => {
      expect(probing()).toEqual({ epochs: 7, decay: { weights: 5, offsets: 6 }, schedule });
      expect(probing({ epochs: 8 })).toEqual({ epochs: 8, decay: { weights: 5, offsets: 6 }, schedule });
      expect(probing({ decay: { offsets: 1 } })).toEqual({ epochs: 7, decay: { weights: 5, offsets: 1 }, schedule });
      expect(probing(null)).toBe(null);
    });

    it('replaces as a whole what chooses a type', () => {
      expect(probing({ schedule: { type: 'step', at: 2 } })).toMatchObject({
        schedule: { type: 'step', factor: 0.1, at: 2 },
      });
    });

    it('says what is wrong in it where it was given', () => {
      expect(messageOf(() => probing({ epoch: 8 }))).toContain('probing.epoch: there is no option "epoch" here.');
    });
  });

  it('takes a bare name for a plugin without options', () => {
    expect(registry.resolve('method', { type: 'plain', loss: 'focal' }, locateByPath)['loss']).toEqual({
      type: 'focal',
      gamma: 1,
      base: 'softmax',
    });
  });

  it('builds a plugin with its own options and those inside it with theirs', () => {
    const resolved = registry.resolve(
      'method',
      { type: 'plain', epochs: 3, loss: { type: 'focal', gamma: 2 } },
      locateByPath,
    );
    expect(registry.instantiate('method', resolved)).toMatchObject({
      options: { epochs: 3 },
      loss: { options: { gamma: 2 } },
    });
  });

  it('gives two cells two instances', () => {
    const resolved = registry.resolve('method', { type: 'plain' }, locateByPath);
    expect(registry.instantiate('method', resolved)).not.toBe(registry.instantiate('method', resolved));
  });

  it('lists what a chosen plugin depends on', () => {
    const resolved = registry.resolve('method', { type: 'plain' }, locateByPath);
    expect(registry.closure('method', resolved).map(({ plugin }) => plugin.id)).toEqual(['plain', 'focal']);
  });

  it('answers a misspelt plugin with the nearest one', () => {
    expect(messageOf(() => registry.resolve('method', { type: 'plain', loss: 'focall' }, locateByPath)))
      .toMatchInlineSnapshot(`
      "loss.type: no loss plugin is called "focall".
        Did you mean "focal"? (known: focal)
        Is its package in the \`plugins\` list of the Ballast config? \`ballast plugins\` lists what is installed."
    `);
  });

  it('answers a misspelt option with the nearest one', () => {
    expect(messageOf(() => registry.resolve('loss', { type: 'focal', gama: 2 }, locateByPath))).toMatchInlineSnapshot(`
      "gama: there is no option "gama" here.
        Did you mean "gamma"? (known: base, gamma)"
    `);
  });

  it('answers a misspelt value, a wrong type and a value out of range, all in one go', () => {
    const options = { type: 'plain', epochs: 'ten', loss: { type: 'focal' } };
    expect(messageOf(() => registry.resolve('method', options, locateByPath))).toMatchInlineSnapshot(
      `"epochs: expected a number, found "ten"."`,
    );
    const loss = { type: 'focal', gamma: -1, base: 'softmx' };
    expect(messageOf(() => registry.resolve('loss', loss, locateByPath))).toMatchInlineSnapshot(`
      "2 problems:
      - gamma: gamma must be at least 0, got -1.
      - base: "softmx" is not one of the allowed values.
          Did you mean "softmax"? (known: sigmoid, softmax)"
    `);
  });

  it('names both packages when two plugins of a kind share an id', () => {
    expect(messageOf(() => new PluginRegistry([...from('one', focal), ...from('two', focal)]))).toMatchInlineSnapshot(`
      "plugins: two loss plugins are called "focal": one from one, one from two.
        Remove one of the two from the \`plugins\` list of the Ballast config."
    `);
  });

  it('shows the chain when a dependency is not bound', () => {
    const resolved = registry.resolve('method', { type: 'broken' }, locateByPath);
    expect(messageOf(() => registry.instantiate('method', resolved))).toMatchInlineSnapshot(`
      "@test/plugins: cannot build the method "broken": NeedsSampler → ballast.sampler ✗ (nothing is bound to it).
        Did you mean "ballast.sampler"? (known: ballast.PluginOptions, ballast.dataset, ballast.imbalance, ballast.loss, ballast.meta optimizer, ballast.meta set, ballast.method, ballast.model, ballast.noise, ballast.sampler, ballast.tracker, ballast.weight net)
        Every constructor parameter carries @inject(Token); a plugin inside the options is declared there with pluginReference(kind)."
    `);
  });
});
