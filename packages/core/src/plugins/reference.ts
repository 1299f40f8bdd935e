import { z } from 'zod';
import { definitionOf } from '../config/schema.ts';
import type { Json } from '../contracts/method.ts';
import type { PluginKind } from './kinds.ts';

/** `{ type: id, …options }`: a plugin chosen and set up in a config. */
export type PluginReference = { readonly type: string } & Readonly<Record<string, Json>>;

/**
 * An option whose value is itself a plugin, e.g. the loss of a method.
 * The registry checks it against that plugin's own options and binds it to the kind's token
 * for the plugin that declares it.
 */
export function pluginReference(kind: PluginKind): PluginReferenceSchema {
  // Metadata stays with the schema when an author goes on with `.describe()` or `.default()`.
  const schema = z
    .union([z.string(), z.looseObject({ type: z.string() })])
    .meta({ description: `A ${kind} plugin: its name, or its type and its options.`, pluginKind: kind });
  // The registry turns a bare name into `{ type: name }`, so a plugin never sees a string.
  return schema as unknown as PluginReferenceSchema;
}

type PluginReferenceSchema = z.ZodType<PluginReference, PluginReference | string>;

/** The kind that a field of an options schema refers to, also under `.optional()` and `.default()`. */
export function referencedKind(schema: z.ZodType): PluginKind | undefined {
  const known = schema.meta()?.['pluginKind'] as PluginKind | undefined;
  if (known !== undefined) return known;
  const { innerType } = definitionOf(schema);
  return innerType && referencedKind(innerType);
}

/**
 * An option that other plugins of the kind have and this one cannot, so that whoever tries it reads why.
 * @param reason what stands against it, and what to take instead
 */
export function notHere(reason: string): z.ZodOptional<z.ZodType<undefined>> {
  // Not `z.never`, whose message every plugin would share.
  const refused = z.unknown().refine(() => false, reason);
  return (refused as unknown as z.ZodType<undefined>).optional();
}
