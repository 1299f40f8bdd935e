import { z } from 'zod';
import type { Plugin } from './definePlugin.ts';

/** A plugin's options as JSON Schema, as a person writes them; what JSON Schema cannot say is left open. */
export function optionsSchema({ options }: Plugin): z.core.JSONSchema.JSONSchema {
  return z.toJSONSchema(options, { io: 'input', unrepresentable: 'any', target: 'draft-7' });
}
