import type { GradConfig, Tensor } from '@tensorflow/tfjs-core';
import { tf } from '../tf.ts';

/**
 * tfjs computes these gradients from saved outputs, which have lost their history: differentiated once more they
 * would be silently wrong. The same formulas from saved inputs, so that plain `tf.sigmoid` and the like may be
 * differentiated any number of times.
 */
export function registerElementwiseGradients(): void {
  for (const gradient of [elu, exp, pow, sigmoid, softmax, tanh, ...comparisons]) tf.registerGradient(gradient);
}

const elu = ofSlope('Elu', (x) => tf.where(tf.greater(x, 0), tf.onesLike(x), tf.exp(x)));
const exp = ofSlope('Exp', (x) => tf.exp(x));
const sigmoid = ofSlope('Sigmoid', (x) => {
  const y = tf.sigmoid(x);
  return tf.mul(y, tf.sub(1, y));
});
const tanh = ofSlope('Tanh', (x) => tf.sub(1, tf.square(tf.tanh(x))));

const softmax: GradConfig = {
  kernelName: 'Softmax',
  inputsToSave: ['logits'],
  gradFunc: (dy, [logits]) => ({
    logits: () => {
      const p = tf.softmax(logits as Tensor);
      const weighted = tf.mul(dy as Tensor, p);
      return tf.sub(weighted, tf.mul(tf.sum(weighted, -1, true), p));
    },
  }),
};

const pow: GradConfig = {
  kernelName: 'Pow',
  inputsToSave: ['a', 'b'],
  gradFunc: (cotangent, saved) => {
    const [dy, base, exponent] = [cotangent, ...saved] as [Tensor, Tensor, Tensor];
    return {
      a: () => likeOperand(tf.mul(dy, tf.mul(exponent, tf.pow(base, tf.sub(exponent, 1)))), base),
      b: () => {
        const logarithm = tf.where(tf.greater(base, 0), tf.log(base), tf.zerosLike(base));
        return likeOperand(tf.mul(dy, tf.mul(tf.pow(base, exponent), logarithm)), exponent);
      },
    };
  },
};

/** They are in the first gradients of maxima, clipping and the like; tfjs has a gradient of one of them alone. */
const comparisons = [
  'Equal',
  'Greater',
  'GreaterEqual',
  'Less',
  'LessEqual',
  'LogicalAnd',
  'LogicalOr',
  'NotEqual',
].map((kernelName): GradConfig => ({
  kernelName,
  inputsToSave: ['a', 'b'],
  gradFunc: (_, [a, b]) => ({ a: () => zeros(a as Tensor), b: () => zeros(b as Tensor) }),
}));

function zeros({ shape }: Tensor): Tensor {
  return tf.zeros(shape);
}

function ofSlope(kernelName: string, slope: (x: Tensor) => Tensor): GradConfig {
  return {
    kernelName,
    inputsToSave: ['x'],
    gradFunc: (dy, [x]) => ({
      x: () => tf.mul(dy as Tensor, slope(x as Tensor)),
    }),
  };
}

/** Summed over the axes along which the operand was broadcast. */
function likeOperand(gradient: Tensor, operand: Tensor): Tensor {
  const axes = tf.broadcast_util.getReductionAxes(operand.shape, gradient.shape);
  return tf.reshape(axes.length > 0 ? tf.sum(gradient, axes) : gradient, operand.shape);
}
