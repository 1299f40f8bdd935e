import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);

/** How to start one of this folder's entries in a process of its own. */
export interface Program {
  readonly file: string;
  /** Node's own arguments, before the file. */
  readonly execArgv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Programs run under tsx, from whatever folder they were started: plugins may be TypeScript, even where this package
 * is installed as JavaScript.
 * @param name of the entry, relative to this folder, without its ending.
 */
export function programOf(name: string): Program {
  const self = fileURLToPath(import.meta.url);
  return {
    file: join(dirname(self), `${name}${extname(self)}`),
    execArgv: ['--import', pathToFileURL(require.resolve('tsx')).href],
    // tsx takes the decorators' setting from one tsconfig.json, else from the current folder's.
    environment: { TSX_TSCONFIG_PATH: require.resolve('@ballast/suite/tsconfig.plugins.json') },
  };
}
