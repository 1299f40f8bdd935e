import { parentPort } from 'node:worker_threads';
import { prepareBatch } from './prepareBatch.mjs';

// A job's buffer comes here and goes back without a copy.
parentPort.on('message', ({ id, plan, images }) => {
  try {
    prepareBatch(plan, images);
    parentPort.postMessage({ id, images }, [images.buffer]);
  } catch (error) {
    parentPort.postMessage({ id, error: String(error) });
  }
});
