import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { batchNormGradientTangent } from '../../kernels/batchNormSecondOrder.ts';
import { KernelNames } from '../../kernels/names.ts';
import {
  batchNormGiven,
  batchNormTrainGradient,
  dense,
  softmaxCrossEntropyGradient,
} from '../../kernels/operations.ts';
import { tf } from '../../tf.ts';
import { required, rerun, sum, type Rule, type Rules } from '../rule.ts';
import { jointlyLinear, multilinear } from './linear.ts';

/** ẋ·kernel + x·kernel˙ + bias˙. */
const denseRule: Rule = ({ inputs, outputs: [output] }, tangents) => {
  const [x, kernel] = [required<Tensor2D>(inputs['x']), required<Tensor2D>(inputs['kernel'])];
  const bias = tangents['bias'] as Tensor1D | undefined;
  const throughInput = tangents['x'] && tf.matMul(tangents['x'], kernel);
  if (tangents['kernel'] === undefined) {
    return bias ? tf.add(throughInput ?? tf.zerosLike(required(output)), bias) : throughInput;
  }
  const moved = tangents['kernel'] as Tensor2D;
  return sum(throughInput, bias ? dense(x, moved, bias) : tf.matMul(x, moved));
};

/**
 * The Jacobian in x is symmetric, so the gradient kernel is its tangent too; to that comes γ˙·x̂ + β˙. The batch's
 * statistics, the other outputs, are for the running ones: neither mode differentiates them.
 */
const batchNormRule: Rule = ({ inputs, outputs, attributes }, tangents) => {
  const [x, gamma] = [required(inputs['x']), required<Tensor1D>(inputs['gamma'])];
  const statistics = { mean: outputs[1] as Tensor1D, variance: outputs[2] as Tensor1D };
  const epsilon = attributes['epsilon'] as number;
  const throughInput = tangents['x'] && batchNormTrainGradient(tangents['x'], x, gamma, statistics, epsilon).x;
  return [sum(throughInput, throughAffine(x, tangents, statistics, epsilon))];
};

/** γ˙·(x − mean)/deviation + β˙. */
function throughAffine(
  x: Tensor,
  { gamma, beta }: Readonly<Record<string, Tensor | undefined>>,
  statistics: { readonly mean: Tensor1D; readonly variance: Tensor1D },
  epsilon: number,
): Tensor | undefined {
  if (gamma === undefined) return beta && tf.broadcastTo(beta, x.shape);
  const offset = beta ?? tf.zerosLike(gamma);
  return batchNormGiven(x, gamma as Tensor1D, offset as Tensor1D, statistics, epsilon);
}

const batchNormGradientRule: Rule = ({ inputs, attributes }, tangents) => {
  const at = { dy: required(inputs['dy']), x: required(inputs['x']), gamma: required<Tensor1D>(inputs['gamma']) };
  // Mean and variance are functions of x, whose tangent tells theirs.
  const along = { dy: tangents['dy'], x: tangents['x'], gamma: tangents['gamma'] as Tensor1D | undefined };
  const tangent = batchNormGradientTangent(at, along, attributes['epsilon'] as number);
  return [tangent.x, tangent.gamma, tangent.beta];
};

/** ⟨softmax(z) − onehot(label), ż⟩ of each sample. */
const crossEntropyRule: Rule = ({ inputs, outputs: [loss] }, tangents) => {
  const [logits, labels] = [required<Tensor2D>(inputs['logits']), required<Tensor1D>(inputs['labels'])];
  const residual = softmaxCrossEntropyGradient(tf.onesLike(required<Tensor1D>(loss)), logits, labels);
  return tf.sum(tf.mul(residual, required(tangents['logits'])), 1);
};

/** dy˙·(p − onehot(label)) + dy·p·(ż − ⟨p, ż⟩). */
const crossEntropyGradientRule: Rule = (call, tangents) => {
  const throughOuter = tangents['dy'] && rerun(call, { dy: tangents['dy'] });
  const moved = tangents['logits'];
  if (moved === undefined) return throughOuter;
  const probabilities = tf.softmax(required(call.inputs['logits'])); // [B, K]
  const weighted = tf.mul(probabilities, moved);
  const centred = tf.sub(weighted, tf.mul(probabilities, tf.sum(weighted, 1, true)));
  return sum(throughOuter as Tensor | undefined, tf.mul(centred, tf.expandDims(required(call.inputs['dy']), 1)));
};

/** The kernels of our own. */
export const layerRules: Rules = {
  [KernelNames.dense]: denseRule,
  [KernelNames.batchNormTrain]: batchNormRule,
  [KernelNames.batchNormTrainGradient]: batchNormGradientRule,
  [KernelNames.reluGradient]: multilinear('dy'),
  [KernelNames.softmaxCrossEntropy]: crossEntropyRule,
  [KernelNames.softmaxCrossEntropyGradient]: crossEntropyGradientRule,
  [KernelNames.movingAverage]: jointlyLinear(),
  [KernelNames.thin]: multilinear('x'),
  [KernelNames.spread]: multilinear('y'),
};
