import type { Tensor } from '@tensorflow/tfjs-core';
import { tf } from '../../../src/index.ts';
import { type KernelCase, positive, withinOne, offKinks, unary, binary, ofOneShape } from './support.ts';

export const elementwiseCases: Readonly<Record<string, KernelCase>> = {
  Abs: unary((x) => tf.abs(x), offKinks),
  Acos: unary((x) => tf.acos(x), withinOne),
  Acosh: unary(
    (x) => tf.acosh(x),
    (x) => positive(x).add(1),
  ),
  Asin: unary((x) => tf.asin(x), withinOne),
  Asinh: unary((x) => tf.asinh(x)),
  Atan: unary((x) => tf.atan(x)),
  Atan2: binary((a, b) => tf.atan2(a, b), positive),
  Atanh: unary((x) => tf.atanh(x), withinOne),
  ClipByValue: unary((x) => tf.clipByValue(x, -0.05, 0.05), offKinks),
  Cos: unary((x) => tf.cos(x)),
  Cosh: unary((x) => tf.cosh(x)),
  Elu: unary((x) => tf.elu(x), offKinks),
  Erf: unary((x) => tf.erf(x)),
  Exp: unary((x) => tf.exp(x)),
  Expm1: unary((x) => tf.expm1(x)),
  LeakyRelu: unary((x) => tf.leakyRelu(x, 0.3), offKinks),
  Log: unary((x) => tf.log(x), positive),
  Log1p: unary((x) => tf.log1p(x), positive),
  Maximum: ofOneShape((a, b) => tf.maximum(a, b)),
  Minimum: ofOneShape((a, b) => tf.minimum(a, b)),
  Mod: binary(
    (a, b) => tf.mod(a, b),
    (x) => x.tanh().mul(0.2).add(0.7),
  ),
  Multiply: binary((a, b) => tf.mul(a, b)),
  Pow: binary((a, b) => tf.pow(a, b), positive),
  Prelu: {
    inputs: { x: [3, 4], alpha: [4] },
    apply: ({ x, alpha }) => tf.prelu(x as Tensor, alpha as Tensor),
    domain: offKinks,
  },
  RealDiv: binary((a, b) => tf.div(a, b), positive),
  Reciprocal: unary((x) => tf.reciprocal(x), positive),
  Relu: unary((x) => tf.relu(x), offKinks),
  Relu6: unary((x) => tf.relu6(x.mul(5)), offKinks),
  Rsqrt: unary((x) => tf.rsqrt(x), positive),
  Selu: unary((x) => tf.selu(x), offKinks),
  Sigmoid: unary((x) => tf.sigmoid(x)),
  Sin: unary((x) => tf.sin(x)),
  Sinh: unary((x) => tf.sinh(x)),
  Softplus: unary((x) => tf.softplus(x)),
  Sqrt: unary((x) => tf.sqrt(x), positive),
  Square: unary((x) => tf.square(x)),
  SquaredDifference: ofOneShape((a, b) => tf.squaredDifference(a, b)),
  Tan: unary((x) => tf.tan(x), withinOne),
  Tanh: unary((x) => tf.tanh(x)),
};

/** Their derivative is zero; each is added to something that moves. */
export const constantCases: Readonly<Record<string, KernelCase>> = {
  Ceil: unary((x) => tf.ceil(x).add(x)),
  Floor: unary((x) => tf.floor(x).add(x)),
  FloorDiv: { ...binary((a, b) => tf.floorDiv(a, b).add(a), positive), onlyForward: true },
  OnesLike: unary((x) => tf.onesLike(x).add(x)),
  Round: unary((x) => tf.round(x).add(x)),
  Sign: unary((x) => tf.sign(x).add(x), offKinks),
  Step: unary((x) => tf.step(x, 0.3).add(x), offKinks),
  ZerosLike: unary((x) => tf.zerosLike(x).add(x)),
};
