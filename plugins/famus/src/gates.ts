import type { NamedTensors, Random } from '@ballast/core';
import { dense, namedTensor, softmax, tf, withoutGradient } from '@ballast/tensor';
import type { Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { GatedTensor } from './layers.ts';
import type { LayerOptions } from './options.ts';

const layers = ['hidden1', 'hidden2', 'output'] as const;
/** Of a standardised gradient that is the same everywhere. */
const tiny = 1e-12;

/** One small network a gated tensor: its gradient → hidden → hidden → closed or open. */
export function initializeGates(gated: readonly GatedTensor[], hidden: number, random: Random): NamedTensors {
  const parameters: Record<string, Tensor> = {};
  for (const { name, outputs } of gated) {
    const sizes = { hidden1: [outputs, hidden], hidden2: [hidden, hidden], output: [hidden, 2] } as const;
    for (const layer of layers) {
      const [fanIn, fanOut] = sizes[layer];
      const stream = random.split(`${name}.${layer}`);
      const draw = (length: number): Float32Array =>
        Float32Array.from({ length }, () => (2 * stream.uniform() - 1) / Math.sqrt(fanIn));
      parameters[`${name}.${layer}.kernel`] = tf.tensor2d(draw(fanIn * fanOut), [fanIn, fanOut]);
      parameters[`${name}.${layer}.bias`] = tf.tensor1d(draw(fanOut));
      if (layer !== 'output') parameters[`${name}.${layer}.slope`] = tf.tensor1d([0.25]);
    }
  }
  return parameters;
}

/**
 * [G] 0 or 1, with the gradient of the Gumbel softmax (straight through; Jang et al. 2017).
 * @param gradients of the virtual step, constants here
 * @param noise [G, 2] Gumbel numbers
 */
export function openGates(
  gates: NamedTensors,
  gated: readonly GatedTensor[],
  gradients: NamedTensors,
  noise: Tensor2D,
  { temperature }: Pick<LayerOptions, 'temperature'>,
): Tensor1D {
  const scores = tf.concat2d(
    gated.map(({ name }) => scoresOf(gates, name, seenGradient(namedTensor(gradients, name)))),
    0,
  ); // [G, 2]
  const soft = softmax(tf.div(tf.add(scores, noise), temperature))
    .slice([0, 1], [-1, 1])
    .reshape<Tensor1D>([-1]); // [G]
  return tf.add(
    soft,
    withoutGradient(soft, (share) => tf.sub(tf.cast(tf.greater(share, 0.5), 'float32'), share)),
  );
}

/** countWeight · (open gates − expectedOpen)² */
export function countLoss(open: Tensor1D, { countWeight, expectedOpen, countedGates }: LayerOptions): Scalar {
  const counted = countedGates === 'last' ? open.slice(open.size - 1, 1) : open;
  return tf.mul(tf.square(tf.sub<Scalar>(tf.sum(counted), expectedOpen)), countWeight);
}

/** Summed over all axes but the last, then standardised: [1, outputs]. */
function seenGradient(gradient: Tensor): Tensor2D {
  const summed = tf.sum<Tensor1D>(gradient.reshape([-1, gradient.shape.at(-1) ?? 1]), 0);
  const { mean, variance } = tf.moments(summed);
  return tf.div(tf.sub(summed, mean), tf.sqrt(tf.add(variance, tiny))).reshape([1, -1]);
}

function scoresOf(gates: NamedTensors, name: string, input: Tensor2D): Tensor2D /* [1, 2] */ {
  return layers.reduce((values, layer) => {
    const parameter = (part: string): Tensor => namedTensor(gates, `${name}.${layer}.${part}`);
    const output = dense(values, parameter('kernel'), parameter('bias'));
    return layer === 'output' ? output : prelu(output, parameter('slope'));
  }, input);
}

/** x, times the slope where it is negative (He et al. 2015). */
function prelu(x: Tensor2D, slope: Tensor): Tensor2D {
  const positive = tf.relu(x);
  return tf.add(positive, tf.mul(slope, tf.sub(x, positive)));
}
