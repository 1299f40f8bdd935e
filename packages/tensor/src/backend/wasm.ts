import type * as library from '@tensorflow/tfjs-backend-wasm';
import { createRequire } from 'node:module';
import { tf } from '../tf.ts';
import { requireWithoutMaps } from '../tfjs.mjs';
import type { BackendDescription } from './initialize.ts';

const require = createRequire(import.meta.url);

/** tfjs's wasm backend: in npm's package, on every machine; under Node it has no threads. */
export async function loadWasm(): Promise<BackendDescription> {
  const { version_wasm } = requireWithoutMaps(require, '@tensorflow/tfjs-backend-wasm') as typeof library;
  await tf.setBackend('wasm');
  await tf.ready();
  return { backend: 'wasm', versions: { tfjs: tf.version.tfjs, 'tfjs-backend-wasm': version_wasm }, threads: 1 };
}
