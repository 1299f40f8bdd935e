import type { z } from 'zod';
import { definitionOf } from '../config/schema.ts';
import type { PluginKind } from './kinds.ts';
import { referencedKind, type PluginReference } from './reference.ts';
import type { PluginRegistry } from './registry.ts';
import type { SearchRange } from './searchRange.ts';

/** One option that a tuner may set. */
export interface SearchDimension {
  /** Where the option stands below the reference, e.g. `['loss', 'gamma']`. */
  readonly path: readonly string[];
  readonly range: SearchRange;
  /** What the config has there. */
  readonly current: unknown;
}

type Options = Readonly<Record<string, unknown>>;
type Path = readonly string[];

/**
 * The options of a resolved plugin, of the blocks in them and of the plugins that it takes, whose schemas declare a
 * range. What is switched off (null, or left out) stays off.
 */
export function searchSpace(
  registry: PluginRegistry,
  kind: PluginKind,
  { type, ...options }: PluginReference,
  path: Path = [],
): SearchDimension[] {
  const { plugin } = registry.find(kind, type, () => path.join('.'));
  return dimensionsOf(registry, plugin.options, options, path);
}

function dimensionsOf(registry: PluginRegistry, schema: z.ZodType, options: Options, path: Path): SearchDimension[] {
  return Object.entries(shapeFor(schema, options)).flatMap(([name, option]) =>
    dimensionsAt(registry, option, options[name], [...path, name]),
  );
}

function dimensionsAt(registry: PluginRegistry, schema: z.ZodType, current: unknown, path: Path): SearchDimension[] {
  const range = declaredRange(schema);
  if (range === false || current === null || current === undefined) return [];
  if (range !== undefined) return canMove(range, current) ? [{ path, range, current }] : [];
  if (typeof current !== 'object' || Array.isArray(current)) return [];
  const kind = referencedKind(schema);
  if (kind !== undefined) return searchSpace(registry, kind, current as PluginReference, path);
  return dimensionsOf(registry, schema, current as Options, path);
}

/** No multiple of 0 is another number. */
function canMove(range: SearchRange, current: unknown): boolean {
  return range.kind !== 'multiples' || (typeof current === 'number' && current !== 0);
}

/** What the option itself says, or what it wraps by `.optional()`, `.default()` and the like. */
function declaredRange(schema: z.ZodType): SearchRange | false | undefined {
  const declared = schema.meta()?.['search'] as SearchRange | false | undefined;
  const { innerType } = definitionOf(schema);
  return declared ?? (innerType && declaredRange(innerType));
}

/** The options of a block; of several kinds of blocks (`type: sgd`, `type: adam`) those of the one that is chosen. */
function shapeFor(schema: z.ZodType, options: Options): Readonly<Record<string, z.ZodType>> {
  const { innerType, shape, options: kinds = [] } = definitionOf(schema);
  if (innerType !== undefined) return shapeFor(innerType, options);
  if (shape !== undefined) return shape;
  const chosen = kinds.map((kind) => shapeFor(kind, options)).find((candidate) => isKind(candidate, options));
  return chosen ?? {};
}

function isKind({ type }: Readonly<Record<string, z.ZodType>>, options: Options): boolean {
  return type !== undefined && (definitionOf(type).values ?? []).includes(options['type']);
}
