import {
  createRandom,
  type LossFunction,
  type MetaOptimizer,
  type MetaProblem,
  type NamedTensors,
  type Network,
  type Plugin,
  type WeightNet,
} from '@ballast/core';
import { disposeNamed, forward, initializeBackend, mapNamed, softmaxCrossEntropy, tf, zipNamed } from '@ballast/tensor';
import type { Scalar, Tensor2D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { normalTensor } from '../networks/initializers.ts';
import { silu } from '../networks/silu.ts';
import { tinyMlp } from '../networks/tinyMlp.ts';
import { tinyResNet } from '../networks/tinyResNet.ts';
import { buildPlugin } from '../plugins/buildPlugin.ts';
import { randomMetaProblem } from '../problems/randomMetaProblem.ts';
import { unrolledGradient } from '../problems/unrolledGradient.ts';

const crossEntropy: LossFunction = {
  perSample: ({ logits, givenLabels }) => softmaxCrossEntropy(logits, givenLabels),
};

/** The sigmoid of a line in the loss: the smallest weight net there is, smooth in its parameters. */
const line: WeightNet = {
  bounds: [0, 1],
  initialize: (_task, random) => ({ slope: normalTensor([], random), offset: normalTensor([], random) }),
  weights: ({ slope, offset }, { losses }) =>
    tf.tidy(() => tf.sigmoid(tf.add(tf.mul(losses, slope as Scalar), offset as Scalar))),
};

const fixed: WeightNet = {
  bounds: [1, 1],
  initialize: () => ({}),
  weights: (_parameters, { losses }) => tf.onesLike(losses),
};

export interface MetaOptimizerPromises {
  /**
   * Whether the answer is that of back-propagation through the virtual step of the whole network; false for optimizers
   * that change the question, such as SLMO, which holds the skipped stages fixed.
   */
  readonly matchesUnrolled?: boolean;
  /** Of the gradient, relative to its length; the check itself is good to 0.003 in float32. */
  readonly tolerance?: number;
}

/** Without kinks, so that differences tell a wrong factor or a missing term from rounding. */
const networks: readonly { readonly name: string; readonly network: Network; readonly inputShape: number[] }[] = [
  { name: 'MLP', network: tinyMlp([6, 8, 8, 4], silu), inputShape: [6] },
  {
    name: 'ResNet',
    network: tinyResNet({ channels: 1, widths: [3, 4, 5], classCount: 4, activation: silu }),
    inputShape: [8, 8, 1],
  },
];

/**
 * What every meta optimizer owes its callers: the derivative of the meta loss after the virtual step, named and
 * shaped as the learned parameters, and equal to what unrolling gives; the meta loss itself; and everything that it
 * was given left as it was.
 */
export function metaOptimizerContract(
  plugin: Plugin<'meta optimizer'>,
  options: Readonly<Record<string, unknown>> = {},
  others: readonly Plugin[] = [],
  { matchesUnrolled = true, tolerance = 0.005 }: MetaOptimizerPromises = {},
): void {
  describe.each(networks)(
    `${plugin.id} ${JSON.stringify(options)} keeps the contract of a meta optimizer on a small $name`,
    ({ network, inputShape }) => {
      let optimizer: MetaOptimizer;

      beforeAll(async () => {
        await initializeBackend();
        optimizer = buildPlugin(plugin, options, others);
      });

      const problem = (weightNet: WeightNet, seed: number): MetaProblem =>
        randomMetaProblem({
          network,
          inputShape,
          classCount: 4,
          loss: crossEntropy,
          weightNet,
          random: createRandom(seed),
        });

      it('accepts the network', () => {
        expect(() => optimizer.check?.(network)).not.toThrow();
      });

      it.each([1, 2, 3])('gives the derivative of the meta loss after the virtual step (seed %i)', (seed) => {
        tf.tidy(() => {
          const given = problem(line, seed);
          const { gradients: derived } = optimizer.metaGradient(given);
          expect(Object.keys(derived).sort()).toEqual(Object.keys(given.learned).sort());
          const lossAt = (learned: NamedTensors): number =>
            optimizer.metaGradient({ ...given, learned }).metaLoss.dataSync()[0] ?? Number.NaN;
          const length = Math.sqrt(sumOf(mapNamed(derived, (gradient) => gradient.square())));
          const step = mapNamed(derived, (gradient) => gradient.mul(0.03 / length));
          const ahead = lossAt(zipNamed(given.learned, step, tf.add));
          const behind = lossAt(zipNamed(given.learned, step, tf.sub));
          expect(Math.abs((ahead - behind) / 0.06 - length)).toBeLessThan(tolerance * length + 1e-5);
        });
      });

      if (matchesUnrolled) {
        it.each([7, 8])('gives what unrolling gives (seed %i)', (seed) => {
          tf.tidy(() => {
            const given = problem(line, seed);
            const expected = unrolledGradient(given);
            const { gradients: derived } = optimizer.metaGradient(given);
            const off = zipNamed(expected, derived, (wanted, actual) => wanted.sub(actual).square());
            const length = Math.sqrt(sumOf(mapNamed(expected, (gradient) => gradient.square())));
            expect(
              Math.sqrt(sumOf(off)),
              'learned parameters are updated by this gradient: it is ∇_φ of the meta loss after the virtual step',
            ).toBeLessThan(tolerance * length + 1e-6);
          });
        });
      }

      it('changes nothing that it was given and leaves nothing behind but its result', () => {
        tf.tidy(() => {
          const given = problem(line, 4);
          const inputs = { ...given.parameters, ...given.buffers, ...given.learned };
          const before = mapNamed(inputs, (tensor) => tf.tensor(tensor.dataSync().slice(), tensor.shape));
          const count = tf.memory().numTensors;
          const { gradients: derived, metaLoss } = optimizer.metaGradient(given);
          expect(tf.memory().numTensors - count).toBe(Object.keys(given.learned).length + 1);
          for (const name in inputs) expect(inputs[name]?.dataSync(), name).toEqual(before[name]?.dataSync());
          disposeNamed(derived);
          metaLoss.dispose();
        });
      });

      it('works with nothing to learn', () => {
        tf.tidy(() => {
          const given = problem(fixed, 5);
          const { gradients: derived, metaLoss } = optimizer.metaGradient(given);
          expect(derived).toEqual({});
          expect(metaLoss.dataSync()[0]).toSatisfy(Number.isFinite);
        });
      });

      it('reports the meta loss at the parameters after the virtual step', () => {
        tf.tidy(() => {
          let virtual: NamedTensors = {};
          const given = problem(line, 6);
          const { metaLoss } = optimizer.metaGradient({
            ...given,
            virtualStep: (parameters, derived) => {
              const step = given.virtualStep(parameters, derived);
              virtual = mapNamed(step.parameters, (tensor) => tf.keep(tensor.clone()));
              return step;
            },
          });
          // Only where all stages learn is the pass below the one that the optimizer made.
          if (Object.keys(virtual).length === Object.keys(given.parameters).length) {
            expect(metaLoss.dataSync()[0]).toBeCloseTo(lossOf(given, virtual).dataSync()[0] ?? Number.NaN, 5);
          }
          disposeNamed(virtual);
        });
      });
    },
  );
}

function lossOf(problem: MetaProblem, parameters: NamedTensors): Scalar {
  const { network, buffers, metaInputs, metaLabels } = problem;
  const logits: Tensor2D = forward(network, { parameters, buffers }, metaInputs, 'train').logits;
  return problem.metaLoss(logits, metaLabels);
}

function sumOf(tensors: NamedTensors): number {
  return Object.values(tensors).reduce((sum, tensor) => sum + (tensor.sum().dataSync()[0] ?? Number.NaN), 0);
}
