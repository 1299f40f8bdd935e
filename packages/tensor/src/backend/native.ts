import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tf } from '../tf.ts';

const packageName = '@tensorflow/tfjs-node-gpu';

export interface NativeBackend {
  readonly versions: Readonly<Record<string, string>>;
  readonly threads: number;
}

/** Why the native backend cannot be used. */
export interface NativeMissing {
  readonly reason: string;
  readonly cause?: unknown;
}

/** TensorFlow's C library through tfjs-node; tfjs calls its engine backend `tensorflow`. */
export async function loadNative(): Promise<NativeBackend | NativeMissing> {
  const requireNative = resolveNative();
  if (requireNative === undefined) return { reason: 'It is not installed.' };
  try {
    const library = requireNative(packageName) as NativeLibrary;
    await tf.setBackend('tensorflow');
    await tf.ready();
    return {
      versions: { tfjs: tf.version.tfjs, 'tfjs-node': library.version['tfjs-node'] ?? 'unknown' },
      threads: Number(process.env['TF_NUM_INTRAOP_THREADS'] ?? availableParallelism()),
    };
  } catch (cause) {
    return { reason: `It is installed, but broken: ${firstLine(cause)}`, cause };
  }
}

interface NativeLibrary {
  readonly version: Readonly<Record<string, string>>;
}

/** From `tools/native`, where `npm run setup:native` puts it, else from this package's surroundings. */
function resolveNative(): NodeJS.Require | undefined {
  const here = createRequire(import.meta.url);
  const places = [...parentFolders(dirname(fileURLToPath(import.meta.url)))]
    .map((folder) => join(folder, 'tools/native/package.json'))
    .filter((file) => existsSync(file))
    .map((file) => createRequire(file));
  return [...places, here].find(resolves);
}

function resolves(require: NodeJS.Require): boolean {
  try {
    require.resolve(packageName);
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

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}
