import { version_wasm } from '@tensorflow/tfjs-backend-wasm';
import { tf } from '../tf.ts';
import type { BackendDescription } from './initialize.ts';

/** tfjs's wasm backend: in npm's package, on every machine; under Node it has no threads. */
export async function loadWasm(): Promise<BackendDescription> {
  await tf.setBackend('wasm');
  await tf.ready();
  return { backend: 'wasm', versions: { tfjs: tf.version.tfjs, 'tfjs-backend-wasm': version_wasm }, threads: 1 };
}
