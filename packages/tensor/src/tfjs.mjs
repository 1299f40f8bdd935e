import { createRequire } from 'node:module';

/** By `require`: an `import` of CommonJS would first search these megabytes for what they export. */
export const tf = createRequire(import.meta.url)('@tensorflow/tfjs');
