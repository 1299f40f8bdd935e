import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** How to start one of this folder's entries in a process of its own. */
export interface Program {
  readonly file: string;
  /** Node's own arguments, before the file. */
  readonly execArgv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** @param name of the entry, relative to this folder, without its ending. */
export function programOf(name: string): Program {
  const source = fileURLToPath(import.meta.url);
  const folder = dirname(source);
  if (!source.endsWith('.ts')) return { file: join(folder, `${name}.js`), execArgv: [], environment: {} };
  return {
    file: join(folder, `${name}.ts`),
    execArgv: ['--import', loaderUrl()],
    environment: { TSX_TSCONFIG_PATH: nearestTsconfig(folder) },
  };
}

/** From sources, programs run under tsx, from whatever folder they were started. */
function loaderUrl(): string {
  return new URL(`file://${createRequire(import.meta.url).resolve('tsx')}`).href;
}

/** tsx takes the decorators' setting from one tsconfig.json, else from the current folder's. */
function nearestTsconfig(folder: string): string {
  const file = join(folder, 'tsconfig.json');
  const parent = dirname(folder);
  return existsSync(file) || parent === folder ? file : nearestTsconfig(parent);
}
