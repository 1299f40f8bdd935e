import type { NamedTensors, Random, StageScope } from '@ballast/core';
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { tf } from '../tf.ts';

/**
 * The generator of Wichmann & Hill 1982 (algorithm AS 183): three small congruential ones, whose fractions are added.
 * Its numbers are below 2^15, so that float32 computes it exactly on every backend.
 */
export const congruences = [
  { modulus: 30_269, multiplier: 171 },
  { modulus: 30_307, multiplier: 172 },
  { modulus: 30_323, multiplier: 170 },
] as const;

/** The buffers `name.0` to `name.2` of `dropout`, [size] each: where the generators of its units stand. */
export function dropoutState(random: Random, name: string, size: number): NamedTensors {
  return Object.fromEntries(
    congruences.map(({ modulus }, index) => {
      const stream = random.split(index);
      const values = Float32Array.from({ length: size }, () => 1 + stream.integer(modulus - 1));
      return [`${name}.${String(index)}`, tf.tensor1d(values)];
    }),
  );
}

/**
 * Srivastava et al. 2014, scaled in training: in mode `train` each feature is 0 with probability `rate`, the others are
 * divided by 1 − rate; in mode `inference` all stay. Every unit has a generator of its own in the buffers of
 * `dropoutState`, which gives a number for each sample of the batch, so that a step is a function of its inputs: the
 * same buffers drop the same features, as in a virtual and an actual step, and a checkpoint goes on where it was.
 * @param x [B, …], of as many features F a sample as the buffers have units
 * @param rate in [0, 1)
 */
export function dropout<T extends Tensor>(scope: StageScope, name: string, x: T, rate: number): T {
  if (scope.mode === 'inference' || rate === 0) return x;
  const fractions = congruences.map(({ modulus, multiplier }, index) => {
    const buffer = `${name}.${String(index)}`;
    const states = following(scope.buffer(buffer) as Tensor1D, { modulus, multiplier, count: x.shape[0] }); // [B, F]
    scope.updateBuffer(buffer, tf.reshape(tf.slice(states, [x.shape[0] - 1, 0], [1, -1]), [-1]));
    return tf.div(states, modulus);
  });
  const uniform = tf.mod(tf.addN(fractions), 1); // [B, F] in [0, 1)
  const kept = tf.cast(tf.greaterEqual(uniform, rate), 'float32');
  return tf.mul<T>(x, tf.reshape(tf.div(kept, 1 - rate), x.shape));
}

interface Congruence {
  readonly modulus: number;
  readonly multiplier: number;
  readonly count: number;
}

/** The `count` numbers that follow each of [F]: [count, F]. */
function following(state: Tensor1D, { modulus, multiplier, count }: Congruence): Tensor2D {
  const powers = powersOf(multiplier, modulus, count);
  const [high, low] = [powers.map((power) => Math.floor(power / base)), powers.map((power) => power % base)];
  const column = (values: number[]): Tensor2D => tf.tensor2d(values, [count, 1]);
  // state · power below 2^24 at every step, where float32 has all integers: state · (high · base + low).
  const product = tf.add(tf.mul(tf.mod(tf.mul(state, column(high)), modulus), base), tf.mul(state, column(low)));
  return tf.mod<Tensor2D>(product, modulus);
}

const base = 256;

/** multiplier^1 … multiplier^count mod modulus */
function powersOf(multiplier: number, modulus: number, count: number): number[] {
  const powers: number[] = [];
  for (let power = multiplier; powers.length < count; power = (power * multiplier) % modulus) powers.push(power);
  return powers;
}
