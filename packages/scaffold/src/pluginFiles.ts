import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { requireKind, templates } from './kinds.ts';
import { named, namesOf } from './names.ts';

export interface PluginRequest {
  /** Such as `loss` or `weight-net`. */
  readonly kind: string;
  /** Lower-case words joined by hyphens; the plugin's id. */
  readonly name: string;
}

/** What every plugin has, wherever it stands. */
export interface PluginFiles {
  /** One source file. */
  readonly source: string;
  /** One test: the contract of the kind. */
  readonly test: string;
  /** One page of documentation. */
  readonly page: string;
}

/** @throws UserError for an unknown kind or a name of another form. */
export function pluginFiles({ kind, name }: PluginRequest): PluginFiles {
  const folder = join(templates, requireKind(kind));
  const names = namesOf(name);
  const read = (file: string): string => named(readFileSync(file, 'utf8'), names);
  return {
    source: read(join(folder, 'plugin.ts')),
    test: read(join(folder, 'contract.test.ts')),
    page: read(join(templates, 'page.md')),
  };
}
