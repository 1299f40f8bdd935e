import type { KernelFunc, Tensor } from '@tensorflow/tfjs-core';
import { tf } from '../tf.ts';

type SoftmaxKernel = (args: { inputs: { logits: Tensor } }) => Tensor;

/**
 * Softmax along the last axis from its parts. TensorFlow's own op is another one within a graph (oneDNN's) than
 * by itself, and rounds otherwise: a compiled step would not be the step.
 */
export function registerNativeSoftmax(): void {
  const softmax: SoftmaxKernel = ({ inputs: { logits } }) =>
    tf.tidy(() => {
      const powers = tf.exp(tf.sub(logits, tf.max(logits, -1, true)));
      return tf.div(powers, tf.sum(powers, -1, true));
    });
  tf.unregisterKernel('Softmax', 'tensorflow');
  tf.registerKernel({ kernelName: 'Softmax', backendName: 'tensorflow', kernelFunc: softmax as unknown as KernelFunc });
}
