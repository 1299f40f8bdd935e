import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const nativePackage = '@tensorflow/tfjs-node-gpu';

/** Where the native package is looked for. */
export interface NativeInstallation {
  /** Loads the native package. */
  readonly require: NodeJS.Require;
  readonly installed: boolean;
}

/** `tools/native` of the workspace, undefined where this package was installed from npm. */
export function nativeFolder(): string | undefined {
  return [...parentFolders(dirname(fileURLToPath(import.meta.url)))]
    .map((folder) => join(folder, 'tools', 'native'))
    .find((folder) => existsSync(join(folder, 'setup.mjs')));
}

/** What `npm run setup:native` finished, else what npm installed around this package. */
export function findNative(): NativeInstallation {
  const folder = nativeFolder();
  // The set-up's last file: without it the folder holds packages that somebody installed by hand.
  if (folder !== undefined && existsSync(join(folder, 'node_modules', '.ballast-native.json'))) {
    return { require: createRequire(join(folder, 'package.json')), installed: true };
  }
  const require = createRequire(import.meta.url);
  return { require, installed: resolves(require) };
}

function resolves(require: NodeJS.Require): boolean {
  try {
    require.resolve(nativePackage);
    return true;
  } catch {
    return false;
  }
}

function* parentFolders(folder: string): Generator<string> {
  yield folder;
  const parent = dirname(folder);
  if (parent !== folder) yield* parentFolders(parent);
}
