import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  choices,
  logUniform,
  multiples,
  notSearched,
  pluginReference,
  PluginRegistry,
  searchSpace,
  uniform,
  type Plugin,
} from '../src/index.ts';

class Nothing {}
const plugin = (kind: string, id: string, options: z.ZodObject): Plugin =>
  ({ kind, id, docs: { summary: id }, options, use: Nothing }) as unknown as Plugin;

const rate = z
  .number()
  .default(0.1)
  .meta({ search: multiples(0.1, 3) });
const Schedule = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('constant'), rate }),
  z.strictObject({
    type: z.literal('step'),
    rate,
    factor: z
      .number()
      .default(0.1)
      .meta({ search: uniform(0.1, 1) }),
  }),
]);
const registry = new PluginRegistry(
  [
    plugin('loss', 'plain', z.strictObject({})),
    plugin(
      'loss',
      'focal',
      z.strictObject({
        gamma: z
          .number()
          .default(1)
          .meta({ search: uniform(0, 3) }),
      }),
    ),
    plugin(
      'method',
      'training',
      z.strictObject({
        loss: pluginReference('loss').default({ type: 'plain' }),
        epochs: z.int().default(3),
        schedule: Schedule.default({ type: 'constant', rate: 0.1 }),
        shared: z.strictObject({ schedule: Schedule }).meta({ search: notSearched }).optional(),
        penalty: z
          .number()
          .nullable()
          .default(null)
          .meta({ search: logUniform(1, 10) }),
        views: z.int().default(1).describe('Views.').meta({ search: choices(1, 2) }), // prettier-ignore
      }),
    ),
  ].map((entry) => ({ plugin: entry, source: 'test' })),
);

function spaceOf(options: object): Record<string, unknown> {
  const resolved = registry.resolve('method', { type: 'training', ...options }, () => 'test');
  return Object.fromEntries(searchSpace(registry, 'method', resolved).map(({ path, current }) => [path.join('.'), current])); // prettier-ignore
}

describe('searchSpace', () => {
  it('has the declared options, behind defaults and descriptions too, with what the config has there', () => {
    expect(spaceOf({})).toEqual({ 'schedule.rate': 0.1, views: 1 });
    expect(spaceOf({ penalty: 2, views: 2 })).toEqual({ 'schedule.rate': 0.1, penalty: 2, views: 2 });
  });

  it('has those of the chosen kind of a block, and of the plugins in options', () => {
    expect(spaceOf({ schedule: { type: 'step', rate: 0.5 }, loss: 'focal' })).toEqual({
      'loss.gamma': 1,
      'schedule.rate': 0.5,
      'schedule.factor': 0.1,
      views: 1,
    });
  });

  it('leaves out what is excluded, what is switched off, and multiples of 0', () => {
    const schedule = { type: 'constant', rate: 0 };
    expect(spaceOf({ shared: { schedule: { type: 'step', rate: 1 } }, schedule })).toEqual({ views: 1 });
  });
});
