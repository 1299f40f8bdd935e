import { definePlugin, injectable, type LossFunction, type LossInputs, type Plugin } from '@ballast/core';
import { softmaxCrossEntropy, tf } from '@ballast/tensor';
import type { Tensor1D } from '@tensorflow/tfjs-core';
import { z } from 'zod';

function lossPlugin(id: string, perSample: (inputs: LossInputs) => Tensor1D): Plugin<'loss'> {
  @injectable()
  class Hostile implements LossFunction {
    perSample(inputs: LossInputs) /* [B] */ {
      return perSample(inputs);
    }
  }
  return definePlugin({ kind: 'loss', id, docs: { summary: 'A mistake.' }, options: z.strictObject({}), use: Hostile });
}

const crossEntropy = ({ logits, givenLabels }: LossInputs): Tensor1D => softmaxCrossEntropy(logits, givenLabels);

const leaked: Tensor1D[] = [];

/** Losses as somebody may write them on a bad day. */
export default [
  lossPlugin('throws', () => {
    throw new Error('boom');
  }),
  lossPlugin('throws-text', () => {
    throw 'boom'; // eslint-disable-line @typescript-eslint/only-throw-error -- what a stranger's code may do
  }),
  lossPlugin('not-a-number', (inputs) => crossEntropy(inputs).mul(Number.NaN)),
  lossPlugin('mean', (inputs) => crossEntropy(inputs).mean().as1D()),
  lossPlugin('matrix', ({ logits }) => logits.square() as unknown as Tensor1D),
  lossPlugin('column', (inputs) => crossEntropy(inputs).expandDims(1) as unknown as Tensor1D),
  lossPlugin('nothing', () => undefined as unknown as Tensor1D),
  lossPlugin('number', () => 3 as unknown as Tensor1D),
  lossPlugin('constant', () => tf.scalar(1).as1D()),
  lossPlugin('leaks', (inputs) => {
    leaked.push(tf.keep(tf.zeros([1000]).as1D()));
    return crossEntropy(inputs);
  }),
] satisfies Plugin[];
