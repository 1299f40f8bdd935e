import {
  inject,
  injectable,
  PluginOptions,
  UserError,
  type LossCurves,
  type NamedTensors,
  type Random,
  type WeightFeatures,
  type WeightNet,
  type WeightNetTask,
} from '@ballast/core';
import { dense, namedTensor, tf } from '@ballast/tensor';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { cutWindow, normaliseByClass } from './curves.ts';
import { initializeCurveNet } from './initialize.ts';
import type { CurveNetOptions } from './options.ts';

/**
 * A sample's weight from its loss curve and its given class (Jiang et al. 2022, "Delving into Sample Loss
 * Curve to Embrace Noisy and Imbalanced Data"): three dense layers embed the curve, the class embedding is
 * added, two or three more make the weight.
 */
@injectable()
export class CurveNet implements WeightNet {
  readonly bounds: readonly [number, number];

  constructor(@inject(PluginOptions) private readonly options: CurveNetOptions) {
    this.bounds = [options.outputBias, options.outputFactor + options.outputBias];
  }

  prepareLossCurves(curves: LossCurves, givenLabels: Int32Array, classCount: number): LossCurves {
    const window = cutWindow(curves, this.options);
    return normaliseByClass(window, givenLabels, classCount, this.options.normalisation);
  }

  initialize({ classCount, curveLength }: WeightNetTask, random: Random): NamedTensors {
    if (curveLength === 0) throw withoutCurves();
    return initializeCurveNet({ ...this.options, classCount, curveLength }, random);
  }

  /** [B] in [outputBias, outputFactor + outputBias] */
  weights(parameters: NamedTensors, { lossCurves, givenLabels }: WeightFeatures): Tensor1D {
    if (lossCurves === undefined) throw withoutCurves();
    return tf.tidy(() => {
      const curveTerm = embedCurves(parameters, lossCurves);
      const embedded: Tensor2D = tf.add(curveTerm, this.classTerm(parameters, givenLabels)); // [B, P]
      const score = runHead(parameters, embedded, this.options.headLayers); // [B, 1]
      const weight = tf.mul(tf.sigmoid(score), this.options.outputFactor);
      return tf.add(weight, this.options.outputBias).reshape([-1]);
    });
  }

  /** [B, P]; as a product with one-hot labels, whose derivative every backend has. */
  private classTerm({ embedding }: NamedTensors, givenLabels: Tensor1D): Tensor2D {
    const table = embedding as Tensor2D; // [K, P]
    const oneHot = tf.oneHot(givenLabels, table.shape[0]).toFloat() as Tensor2D; // [B, K]
    const term: Tensor2D = tf.matMul(oneHot, table);
    return this.options.embeddingAdded === 'twice' ? tf.mul(term, 2) : term;
  }
}

function embedCurves(parameters: NamedTensors, curves: Tensor2D): Tensor2D /* [B, P] */ {
  let values = curves;
  for (const name of ['probe1', 'probe2', 'probe3']) values = tf.relu(layer(parameters, name, values));
  return values;
}

function runHead(parameters: NamedTensors, embedded: Tensor2D, layers: number): Tensor2D /* [B, 1] */ {
  let values = embedded;
  for (let index = 1; index <= layers; index++) {
    const output = layer(parameters, `head${String(index)}`, values);
    values = index === layers ? output : tf.relu(output);
  }
  return values;
}

function layer(parameters: NamedTensors, name: string, input: Tensor2D): Tensor2D {
  const parameter = (part: string) => namedTensor(parameters, `${name}.${part}`);
  return dense(input, parameter('kernel'), parameter('bias'));
}

function withoutCurves(): UserError {
  return new UserError({
    what: 'CurveNet weighs samples by their loss curves, and there are none.',
    where: 'weightNet',
    fix: 'Use it in a method with a probing phase, e.g. `meta-reweighting`.',
  });
}
