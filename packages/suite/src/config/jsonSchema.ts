import { optionsSchema, type InstalledPlugin, type PluginRegistry } from '@ballast/core';
import { z } from 'zod';
import { SuiteFile } from './schema.ts';

/** JSON Schema, draft 7: what editors know. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
}

/**
 * The schema of suite files with the options of every installed plugin: names, types, descriptions, defaults.
 * Each plugin is a definition (`loss.focal`), and so is each kind (`loss`: one of its plugins, by name or with options).
 */
export function suiteFileSchema(registry: PluginRegistry): JsonSchema {
  const file = z.toJSONSchema(SuiteFile, { io: 'input', unrepresentable: 'any', target: 'draft-7' }) as JsonSchema;
  const methods = registry.list().filter(({ plugin }) => plugin.kind === 'method');
  const properties = {
    ...file.properties,
    dataset: reference('dataset'),
    model: reference('model'),
    tracker: reference('tracker', file.properties?.['tracker']?.['description']),
    corruptions: { ...file.properties?.['corruptions'], additionalProperties: corruption(file) },
    methods: { type: 'object', additionalProperties: reference('method') },
    methodDefaults: {
      ...file.properties?.['methodDefaults'],
      additionalProperties: false,
      properties: defaults(methods),
    },
  };
  const part = partial({ type: 'object', additionalProperties: false, properties });
  return {
    ...file,
    title: 'Ballast suite',
    properties: { ...properties, profiles: { ...file.properties?.['profiles'], additionalProperties: part } },
    required: ['title', 'dataset', 'model', 'seeds', 'corruptions', 'methods'],
    definitions: definitions(registry),
  };
}

function corruption(file: JsonSchema): JsonSchema {
  const known = file.properties?.['corruptions']?.['additionalProperties'] as JsonSchema;
  const described = (kind: string): JsonSchema => reference(kind, known.properties?.[kind]?.['description']);
  return {
    ...known,
    properties: { ...known.properties, imbalance: described('imbalance'), noise: described('noise') },
  };
}

/** Options that a method takes from `methodDefaults`: none is required of the method itself. */
function defaults(methods: readonly InstalledPlugin[]): Record<string, JsonSchema> {
  return Object.fromEntries(methods.flatMap(({ plugin }) => Object.entries(optionsOf({ plugin, source: '' })))); // prettier-ignore
}

function definitions(registry: PluginRegistry): Record<string, JsonSchema> {
  const installed = registry.list();
  const kinds = [...new Set(['dataset', 'imbalance', 'noise', 'model', 'method', 'tracker', ...installed.map(({ plugin }) => plugin.kind)])]; // prettier-ignore
  return Object.fromEntries([
    ...kinds.map((kind) => [keyOf(kind), anyOfKind(kind, installed)] as const),
    ...installed.map((entry) => [keyOf(entry.plugin.kind, entry.plugin.id), pluginSchema(entry)] as const),
  ]);
}

function anyOfKind(kind: string, installed: readonly InstalledPlugin[]): JsonSchema {
  const ids = installed.filter(({ plugin }) => plugin.kind === kind).map(({ plugin }) => plugin.id);
  if (ids.length === 0) return {}; // none is installed: what a name means is not known
  return { anyOf: [{ enum: ids }, ...ids.map((id) => ({ $ref: `#/definitions/${keyOf(kind, id)}` }))] };
}

function pluginSchema({ plugin, source }: InstalledPlugin): JsonSchema {
  const isMethod = plugin.kind === 'method';
  const { required = [] } = optionsSchema(plugin) as { required?: readonly string[] };
  return {
    type: 'object',
    description: [plugin.docs.summary, plugin.docs.paper].filter((part) => part !== undefined).join(' '),
    properties: {
      type: { const: plugin.id },
      ...(isMethod
        ? { label: { type: 'string', description: 'For people; without it, the name of the method.' } }
        : {}),
      ...(isMethod ? besideDefaults(optionsOf({ plugin, source })) : optionsOf({ plugin, source })),
    },
    required: ['type', ...(isMethod ? [] : required)],
    additionalProperties: false,
  };
}

/** A method's blocks are merged with those of `methodDefaults`, so each may be a part. */
function besideDefaults(options: Record<string, JsonSchema>): Record<string, JsonSchema> {
  const loose = ([name, option]: [string, JsonSchema]) => [name, loosened(option, (reference) => reference)] as const;
  return Object.fromEntries(Object.entries(options).map(loose));
}

function optionsOf({ plugin }: InstalledPlugin): Record<string, JsonSchema> {
  const { properties = {} } = optionsSchema(plugin) as JsonSchema;
  return Object.fromEntries(
    Object.entries(properties).map(([name, option]) => {
      const kind = option['pluginKind'];
      return [name, typeof kind === 'string' ? reference(kind, option['description'], option['default']) : option];
    }),
  );
}

/** Keywords beside a `$ref` count for nothing, so it stands in a list of its own. */
function reference(kind: string, description?: unknown, usual?: unknown): JsonSchema {
  return {
    allOf: [{ $ref: `#/definitions/${keyOf(kind)}` }],
    ...(description === undefined ? {} : { description }),
    ...(usual === undefined ? {} : { default: usual }),
  };
}

function keyOf(kind: string, id?: string): string {
  return [kind.replaceAll(' ', '-'), ...(id === undefined ? [] : [id])].join('.');
}

/** What a profile may change: any part of any block. */
function partial(schema: JsonSchema): JsonSchema {
  return loosened(schema, ({ description }) => ({ description }));
}

/** Blocks of which a part stands elsewhere: nothing is required, and several alternatives may fit. */
function loosened(schema: JsonSchema, plugin: (reference: JsonSchema) => JsonSchema): JsonSchema {
  const loosen = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(loosen);
    if (typeof value !== 'object' || value === null) return value;
    if ('allOf' in value) return plugin(value);
    const kept = Object.entries(value).filter(([key]) => key !== 'required');
    return Object.fromEntries(kept.map(([key, inner]) => [key === 'oneOf' ? 'anyOf' : key, loosen(inner)]));
  };
  return loosen(schema) as JsonSchema;
}
