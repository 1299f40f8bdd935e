import { createRandom, type LossFunction, type LossInputs, type Plugin } from '@ballast/core';
import { initializeBackend, tf } from '@ballast/tensor';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectClose } from '../goldens/closeness.ts';
import { normalTensor } from '../networks/initializers.ts';
import { buildPlugin } from '../plugins/buildPlugin.ts';
import { expectNoLeaks } from './leaks.ts';

const classCounts = [50, 20, 9, 3];
const batchSize = 5;
const seeds = fc.nat({ max: 10_000 });
const runs = { numRuns: 10, seed: 1 };

/**
 * What every loss owes its callers, for these options: one value a sample, of that sample alone, and smaller for the
 * given class than against it; a gradient that is the derivative; and a gradient that can itself be differentiated in what it is weighted with, which is all
 * that a meta gradient asks for.
 * @param others Plugins that the options name.
 */
export function lossContract(
  plugin: Plugin<'loss'>,
  options: Readonly<Record<string, unknown>> = {},
  others: readonly Plugin[] = [],
): void {
  describe(`${plugin.id} ${JSON.stringify(options)} keeps the contract of a loss`, () => {
    let loss: LossFunction;

    beforeAll(async () => {
      await initializeBackend();
      loss = buildPlugin(plugin, options, others);
    });

    const perSample = (logits: Tensor2D, labels: number[], epoch = 0): Tensor1D =>
      loss.perSample({ ...around(epoch), logits, givenLabels: tf.tensor1d(labels, 'int32') });

    for (const epoch of [0, 9]) {
      it(`gives one finite value a sample, of that sample alone (epoch ${String(epoch)} of 10)`, () => {
        forAllBatches((logits, labels) => {
          const together = perSample(logits, labels, epoch);
          expect(together.shape, 'return one loss a sample [B]: the caller takes the mean').toEqual([batchSize]);
          const alone = labels.map((label, row) => perSample(rowOf(logits, row), [label], epoch).dataSync()[0] ?? NaN);
          expectClose(together, alone, 1e-5, 'a loss is of its sample alone, whatever batch it comes in: losses');
        });
      });

      it(`has the derivative of its value as gradient (epoch ${String(epoch)} of 10)`, () => {
        forAllBatches((logits, labels, random) => {
          const direction = normalTensor<Tensor2D>(logits.shape, random);
          const total = (at: Tensor2D) => perSample(at, labels, epoch).sum();
          const slope =
            tf
              .grad((at) => total(at as Tensor2D))(logits)
              .mul(direction)
              .sum()
              .dataSync()[0] ?? NaN;
          const step = direction.mul(1e-3);
          const difference =
            total(logits.add(step))
              .sub(total(logits.sub(step)))
              .div(2e-3)
              .dataSync()[0] ?? NaN;
          const why = 'the gradient is not that of the value: something on the way was cut off or rounded';
          expect(Math.abs(slope - difference), why).toBeLessThan(5e-3 * (1 + Math.abs(slope)));
        });
      });
    }

    it('stays finite, with its gradient, for logits that are very sure, right or wrong', () => {
      tf.tidy(() => {
        const logits = tf.tensor2d([60, -60, 0, 0, -60, 60, 0, 0], [2, 4]);
        const { value, grad } = tf.valueAndGrad((at) => perSample(at as Tensor2D, [0, 0]).sum())(logits);
        for (const number of [...value.dataSync(), ...grad.dataSync()]) {
          expect(number, 'keep to log-probabilities: ln p of a p that rounds to 0 is −∞').toSatisfy(Number.isFinite);
        }
      });
    });

    it('is smaller for a sample that is sure of its given class than for one that is sure of another', () => {
      tf.tidy(() => {
        const sureOf = (label: number) =>
          tf
            .oneHot(tf.tensor1d([label], 'int32'), 4)
            .mul(2)
            .sub<Tensor2D>(1);
        const [right, ...wrong] = [0, 1, 2, 3].map((label) => perSample(sureOf(label), [0]).dataSync()[0] ?? NaN);
        for (const other of wrong) {
          expect(right, 'a classifier learns by making the loss of its given class smaller').toBeLessThan(other);
        }
      });
    });

    it('has a gradient that is linear in the sample weights, and differentiable in them', () => {
      forAllBatches((logits, labels, random) => {
        const direction = normalTensor<Tensor2D>(logits.shape, random);
        const gradientFor = (weights: Tensor1D) =>
          tf.grad((at) =>
            perSample(at as Tensor2D, labels)
              .mul(weights)
              .sum(),
          )(logits);
        const derived = tf.grad((weights) =>
          gradientFor(weights as Tensor1D)
            .mul(direction)
            .sum(),
        )(tf.linspace(0.5, 1.5, batchSize));
        const expected = gradientFor(tf.ones([batchSize]))
          .mul(direction)
          .sum(1);
        const why = 'a weighted gradient is the weighted sum of the gradients of samples: slopes';
        expectClose(derived, expected, 1e-4, why);
      });
    });

    it('disposes none of its inputs, and keeps nothing', () => {
      const logits = normalTensor<Tensor2D>([2, 4], createRandom(0));
      const givenLabels = tf.tensor1d([0, 3], 'int32');
      expectNoLeaks(() => tf.tidy(() => loss.perSample({ ...around(9), logits, givenLabels })));
      expect([logits.isDisposed, givenLabels.isDisposed], 'inputs belong to the caller').toEqual([false, false]);
      tf.dispose([logits, givenLabels]);
    });
  });
}

function around(epoch: number): Omit<LossInputs, 'logits' | 'givenLabels'> {
  return { classCounts, epoch, epochs: 10 };
}

function rowOf(logits: Tensor2D, row: number): Tensor2D {
  return logits.slice([row, 0], [1, -1]);
}

function forAllBatches(check: (logits: Tensor2D, labels: number[], random: ReturnType<typeof createRandom>) => void) {
  fc.assert(
    fc.property(seeds, (seed) => {
      tf.tidy(() => {
        const random = createRandom(seed);
        const logits = tf.tidy(() =>
          normalTensor<Tensor2D>([batchSize, classCounts.length], random).clipByValue(-2, 2).div(2),
        );
        const labels = Array.from({ length: batchSize }, () => random.integer(classCounts.length));
        check(logits as Tensor2D, labels, random);
      });
    }),
    runs,
  );
}
