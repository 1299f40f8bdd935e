import type { NamedAttrMap, Tensor } from '@tensorflow/tfjs-core';
import { reluGradient } from '../../kernels/operations.ts';
import { tf } from '../../tf.ts';
import { required, sum, type Rule, type Rules } from '../rule.ts';

/** dy/dx from the input x, the output y and the attributes. */
type Slope = (x: Tensor, y: Tensor, attributes: NamedAttrMap) => Tensor;

const slopes: Readonly<Record<string, Slope>> = {
  Abs: (x) => tf.sign(x),
  Acos: (x) => tf.neg(tf.rsqrt(tf.sub(1, tf.square(x)))),
  Acosh: (x) => tf.rsqrt(tf.sub(tf.square(x), 1)),
  Asin: (x) => tf.rsqrt(tf.sub(1, tf.square(x))),
  Asinh: (x) => tf.rsqrt(tf.add(tf.square(x), 1)),
  Atan: (x) => tf.reciprocal(tf.add(tf.square(x), 1)),
  Atanh: (x) => tf.reciprocal(tf.sub(1, tf.square(x))),
  ClipByValue: (x, _, { clipValueMin, clipValueMax }) =>
    mask(tf.logicalAnd(tf.greaterEqual(x, clipValueMin as number), tf.lessEqual(x, clipValueMax as number))),
  Cos: (x) => tf.neg(tf.sin(x)),
  Cosh: (x) => tf.sinh(x),
  Elu: (x, y) => tf.where(tf.greater(x, 0), tf.onesLike(x), tf.add(y, 1)),
  Erf: (x) => tf.mul(tf.exp(tf.neg(tf.square(x))), 2 / Math.sqrt(Math.PI)),
  Exp: (_, y) => y,
  Expm1: (_, y) => tf.add(y, 1),
  LeakyRelu: (x, _, { alpha }) => tf.where(tf.greater(x, 0), tf.onesLike(x), tf.fill(x.shape, alpha as number)),
  Log: (x) => tf.reciprocal(x),
  Log1p: (x) => tf.reciprocal(tf.add(x, 1)),
  Reciprocal: (_, y) => tf.neg(tf.square(y)),
  Relu6: (x) => tf.mul(tf.step(x), mask(tf.lessEqual(x, 6))),
  Rsqrt: (x, y) => tf.mul(tf.div(y, x), -0.5),
  Selu: (x, y) => tf.where(tf.greater(x, 0), tf.fill(x.shape, seluScale), tf.add(y, seluScale * seluAlpha)),
  Sigmoid: (_, y) => tf.mul(y, tf.sub(1, y)),
  Sin: (x) => tf.cos(x),
  Sinh: (x) => tf.cosh(x),
  Softplus: (x) => tf.sigmoid(x),
  Sqrt: (_, y) => tf.div(0.5, y),
  Square: (x) => tf.mul(x, 2),
  Tan: (_, y) => tf.add(tf.square(y), 1),
  Tanh: (_, y) => tf.sub(1, tf.square(y)),
};

/** Klambauer et al. 2017. */
const seluAlpha = 1.6732632423543772;
const seluScale = 1.0507009873554805;

const ofOne: Rules = Object.fromEntries(
  Object.entries(slopes).map(([kernel, slope]): [string, Rule] => [
    kernel,
    ({ inputs: { x }, outputs: [y], attributes }, tangents) =>
      tf.mul(required(tangents['x']), slope(required(x), required(y), attributes)),
  ]),
);

const ofTwo: Rules = {
  Atan2: ({ inputs: { a, b } }, tangents) => {
    const squares = tf.add(tf.square(required(a)), tf.square(required(b)));
    const throughA = tangents['a'] && tf.mul(tangents['a'], tf.div(required(b), squares));
    return difference(throughA, tangents['b'] && tf.mul(tangents['b'], tf.div(required(a), squares)));
  },
  Maximum: ({ inputs: { a, b } }, tangents) => choice(tf.greaterEqual(required(a), required(b)), tangents),
  Minimum: ({ inputs: { a, b } }, tangents) => choice(tf.lessEqual(required(a), required(b)), tangents),
  /** a − ⌊a/b⌋·b */
  Mod: ({ inputs: { a, b }, outputs: [y] }, tangents) => {
    const throughB = tangents['b'] && tf.mul(tangents['b'], tf.floor(tf.div(required(a), required(b))));
    return difference(tangents['a'] && tf.mul(tangents['a'], tf.onesLike(required(y))), throughB);
  },
  Pow: ({ inputs: { a, b }, outputs: [y] }, tangents) => {
    const [base, exponent] = [required(a), required(b)];
    const throughBase = tangents['a'] && tf.mul(tangents['a'], tf.mul(exponent, tf.pow(base, tf.sub(exponent, 1))));
    if (tangents['b'] === undefined) return throughBase;
    const logarithm = tf.where(tf.greater(base, 0), tf.log(base), tf.zerosLike(base));
    return sum(throughBase, tf.mul(tangents['b'], tf.mul(required(y), logarithm)));
  },
  Prelu: ({ inputs: { x, alpha } }, tangents) => {
    const isPositive = mask(tf.greater(required(x), 0));
    const slope = tf.add(isPositive, tf.mul(required(alpha), tf.sub(1, isPositive)));
    const throughX = tangents['x'] && tf.mul(tangents['x'], slope);
    return sum(throughX, tangents['alpha'] && tf.mul(tangents['alpha'], tf.minimum(required(x), 0)));
  },
  /** (ȧ − y·ḃ)/b */
  RealDiv: ({ inputs: { b }, outputs: [y] }, tangents) => {
    const throughB = tangents['b'] && tf.mul(required(y), tangents['b']);
    return tf.div(required(difference(tangents['a'], throughB)), required(b));
  },
  Relu: ({ outputs: [y] }, tangents) => reluGradient(required(tangents['x']), required(y)),
  SquaredDifference: ({ inputs: { a, b } }, tangents) => {
    const inner = required(difference(tangents['a'], tangents['b']));
    return tf.mul(inner, tf.mul(tf.sub(required(a), required(b)), 2));
  },
};

/** One tangent where `isFirst`, the other elsewhere. */
function choice(isFirst: Tensor, { a, b }: Readonly<Record<string, Tensor | undefined>>): Tensor | undefined {
  const first = mask(isFirst);
  return sum(a && tf.mul(a, first), b && tf.mul(b, tf.sub(1, first)));
}

function difference(first: Tensor | undefined, second: Tensor | undefined): Tensor | undefined {
  if (second === undefined) return first;
  return first ? tf.sub(first, second) : tf.neg(second);
}

/** 1 where true, else 0. */
function mask(condition: Tensor): Tensor {
  return tf.cast(condition, 'float32');
}

/** Kernels that work number by number, with broadcasting. */
export const elementwiseRules: Rules = { ...ofOne, ...ofTwo };
