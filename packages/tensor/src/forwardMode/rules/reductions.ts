import type { NamedAttrMap, Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { maxPoolAt, type PoolAttributes } from '../../kernels/pooling.ts';
import { tf } from '../../tf.ts';
import { required, type Rule, type Rules } from '../rule.ts';

/** The tangent where the extremum is; of several equal ones their sum, as tfjs's gradient has it. */
const extremum: Rule = ({ inputs: { x }, outputs: [y], attributes }, tangents) => {
  const axes = axesOf(attributes, required(x).rank);
  const spread = tf.reshape(
    required(y),
    required(x).shape.map((size, axis) => (axes.includes(axis) ? 1 : size)),
  );
  const isThere = tf.cast(tf.equal(required(x), spread), 'float32');
  return tf.sum(tf.mul(required(tangents['x']), isThere), axes, attributes['keepDims'] as boolean | undefined);
};

/** `Max` and `Min` call them differently. */
function axesOf({ reductionIndices, axis }: NamedAttrMap, rank: number): number[] {
  return tf.util.parseAxisParam(
    (reductionIndices ?? axis) as unknown as number[],
    Array.from({ length: rank }, () => 1),
  );
}

/** p·(ẋ − ⟨p, ẋ⟩) */
const softmax: Rule = ({ outputs: [y] }, tangents) => {
  const weighted = tf.mul(required(y), required(tangents['logits']));
  return tf.sub(weighted, tf.mul(required(y), tf.sum(weighted, -1, true)));
};

/** ẋ − ⟨p, ẋ⟩ */
const logSoftmax: Rule = ({ outputs: [y] }, tangents) => {
  const tangent: Tensor = required(tangents['logits']);
  return tf.sub(tangent, tf.sum(tf.mul(tf.exp(required(y)), tangent), -1, true));
};

/** Kernels in which numbers of one tensor meet, and are not just summed. */
export const reductionRules: Rules = {
  LogSoftmax: logSoftmax,
  Max: extremum,
  MaxPool: ({ inputs: { x }, outputs: [y], attributes }, tangents) =>
    maxPoolAt(
      required<Tensor4D>(x),
      required<Tensor4D>(y),
      required<Tensor4D>(tangents['x']),
      attributes as unknown as PoolAttributes,
    ),
  Min: extremum,
  Softmax: softmax,
};
