import { createRequire } from 'node:module';
import process from 'node:process';

/**
 * A CommonJS package by `require`: an `import` would first search tfjs's megabytes for what they export. Without source
 * maps, which are read at once where stack traces are mapped, as under tsx: tfjs has 20 MB of them.
 */
export function requireWithoutMaps(require, name) {
  const { sourceMapsEnabled } = process;
  process.setSourceMapsEnabled(false);
  try {
    return require(name);
  } finally {
    process.setSourceMapsEnabled(sourceMapsEnabled);
  }
}

export const tf = requireWithoutMaps(createRequire(import.meta.url), '@tensorflow/tfjs');
