import { AssertionError } from 'node:assert';
import { tf } from '@ballast/tensor';

/**
 * Runs and disposes what it returns.
 * @throws AssertionError when other tensors than those returned were left behind.
 */
export function expectNoLeaks(run: () => Parameters<typeof tf.dispose>[0]): void {
  const before = tf.memory().numTensors;
  tf.dispose(run());
  const left = tf.memory().numTensors - before;
  if (left === 0) return;
  throw new AssertionError({
    message:
      left > 0
        ? `${String(left)} tensors were left behind: wrap intermediate results in tf.tidy.`
        : `${String(-left)} tensors too many were disposed: the inputs belong to the caller.`,
  });
}
