import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createRandom,
  lossCurvesOf,
  type NamedTensors,
  type Plugin,
  type Random,
  type WeightFeatures,
  type WeightNet,
} from '@ballast/core';
import { initializeBackend, disposeNamed, gradients, mapNamed, tf, zipNamed } from '@ballast/tensor';
import { readCheckpoint, writeCheckpoint } from '@ballast/training';
import type { Scalar, Tensor2D } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectClose } from '../goldens/closeness.ts';
import { normalTensor } from '../networks/initializers.ts';
import { buildPlugin } from '../plugins/buildPlugin.ts';
import { expectNoLeaks } from './leaks.ts';

const task = { classCount: 4, curveLength: 12 };
const batchSize = 6;
const runs = { numRuns: 10, seed: 1 };

/**
 * What every weight net owes its callers, for these options: one weight a sample within its bounds, from that
 * sample's features alone and telling samples apart, differentiable in the parameters; and parameters that the seed decides.
 */
export function weightNetContract(
  plugin: Plugin<'weight net'>,
  options: Readonly<Record<string, unknown>> = {},
  others: readonly Plugin[] = [],
): void {
  describe(`${plugin.id} ${JSON.stringify(options)} keeps the contract of a weight net`, () => {
    let net: WeightNet;

    beforeAll(async () => {
      await initializeBackend();
      net = buildPlugin(plugin, options, others);
    });

    const forAllSeeds = (check: (random: Random) => void): void => {
      fc.assert(
        fc.property(fc.nat({ max: 10_000 }), (seed) => {
          tf.tidy(() => {
            check(createRandom(seed));
          });
        }),
        runs,
      );
    };

    it('keeps every weight within its bounds, also for absurd losses', () => {
      const [lower, upper] = net.bounds;
      forAllSeeds((random) => {
        const features = { ...featuresFrom(random), losses: tf.tensor1d([0, 1e-8, 1, 30, 1000, 1e6]) };
        const weights = net.weights(net.initialize(task, random), features);
        expect(weights.shape).toEqual([batchSize]);
        for (const weight of weights.dataSync()) {
          expect(weight, 'methods rely on `bounds`: widen them or bound the weight').toBeGreaterThanOrEqual(
            lower - 1e-6,
          );
          expect(weight, 'methods rely on `bounds`: widen them or bound the weight').toBeLessThanOrEqual(upper + 1e-6);
        }
      });
    });

    it("makes a sample's weight from that sample alone", () => {
      forAllSeeds((random) => {
        const parameters = net.initialize(task, random.split('net'));
        const features = featuresFrom(random);
        const alone = Array.from({ length: batchSize }, (_, sample) =>
          tf.tidy(() => net.weights(parameters, onlySample(features, sample)).dataSync()[0] ?? Number.NaN),
        );
        const why = 'a weight is of its sample alone, whatever batch it comes in: weights';
        expectClose(net.weights(parameters, features), alone, 1e-5, why);
      });
    });

    it('tells samples apart, and learns to do so by every one of its parameters', () => {
      const learning = new Set<string>();
      let spread = 0;
      forAllSeeds((random) => {
        const parameters = net.initialize(task, random.split('net'));
        const features = featuresFrom(random);
        const weights = net.weights(parameters, features).dataSync();
        spread = Math.max(spread, Math.max(...weights) - Math.min(...weights));
        const { gradients: derived } = gradients((at) => net.weights(at, features).sum(), parameters);
        for (const [name, gradient] of Object.entries(derived)) {
          if (gradient.dataSync().some((value) => value !== 0)) learning.add(name);
        }
      });
      expect(spread, 'a net that weighs all samples alike selects nothing').toBeGreaterThan(0);
      const parameters = tf.tidy(() => Object.keys(net.initialize(task, createRandom(0))));
      expect([...learning].sort(), 'a parameter without a gradient is never learned').toEqual(parameters.sort());
    });

    it('has the derivative of the weights in its parameters as gradient', () => {
      forAllSeeds((random) => {
        const parameters = net.initialize(task, random.split('net'));
        const features = featuresFrom(random);
        const total = (at: NamedTensors): Scalar => net.weights(at, features).sum();
        const { gradients: derived } = gradients(total, parameters);
        const length = Math.sqrt(innerProduct(derived, derived));
        const step = mapNamed(derived, (gradient) => gradient.mul(1e-2 / Math.max(length, 1e-12)));
        const [behind, here, ahead] = [
          total(zipNamed(parameters, step, tf.sub)),
          total(parameters),
          total(zipNamed(parameters, step, tf.add)),
        ].map((value) => value.dataSync()[0] ?? Number.NaN) as [number, number, number];
        // A step across the kink of a ReLU bends the line by so much: its slope is between those of the two sides.
        const bend = Math.abs(ahead - 2 * here + behind) / 2e-2;
        expect(Math.abs((ahead - behind) / 2e-2 - length)).toBeLessThan(2e-2 * length + 1e-3 + bend);
      });
    });

    it('starts from parameters that the seed decides', () => {
      tf.tidy(() => {
        const draw = (seed: number) => Object.entries(net.initialize(task, createRandom(seed)));
        const numbers = (seed: number) => draw(seed).map(([name, tensor]) => [name, [...tensor.dataSync()]]);
        expect(numbers(1), 'draw from the stream that `initialize` is handed').toEqual(numbers(1));
        if (draw(1).length > 0) expect(numbers(1)).not.toEqual(numbers(2));
      });
    });

    it('restores from a checkpoint: parameters are all that a weight depends on besides its features', () => {
      const folder = mkdtempSync(join(tmpdir(), 'ballast-weight-net-'));
      const file = join(folder, 'checkpoint.safetensors');
      try {
        forAllSeeds((random) => {
          const parameters = net.initialize(task, random.split('net'));
          const features = featuresFrom(random);
          writeCheckpoint(file, { tensors: parameters, arrays: {}, runner: {}, epochsDone: 1, lossEpochs: 0 });
          const restored = readCheckpoint(file)?.tensors ?? {};
          const weights = buildPlugin(plugin, options, others).weights(restored, features).dataSync();
          const why = 'keep what is learned in the named parameters, not in the weight net itself';
          expect(weights, why).toEqual(net.weights(parameters, features).dataSync());
        });
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });

    it('leaves no tensor behind', () => {
      const features = featuresFrom(createRandom(0));
      const parameters = net.initialize(task, createRandom(1));
      expectNoLeaks(() => net.weights(parameters, features));
      disposeNamed(parameters);
      tf.dispose(Object.values(features));
    });

    it('prepares loss curves, where it wants them, without changing what was recorded', () => {
      if (net.prepareLossCurves === undefined) return;
      const [sampleCount, length] = [20, 30];
      const random = createRandom(2);
      const values = Float32Array.from({ length: sampleCount * length }, () => random.uniform() * 5);
      const recorded = values.slice();
      const labels = Int32Array.from({ length: sampleCount }, (_, sample) => sample % task.classCount);
      const prepared = net.prepareLossCurves(lossCurvesOf(sampleCount, length, values), labels, task.classCount);
      expect(prepared.sampleCount).toBe(sampleCount);
      const whole = prepared.block(0, sampleCount);
      expect(whole.length).toBe(sampleCount * prepared.length);
      expect(whole.every(Number.isFinite)).toBe(true);
      expect(prepared.block(7, 5), 'a sample is prepared alike in every block').toEqual(
        whole.subarray(7 * prepared.length, 12 * prepared.length),
      );
      expect(values).toEqual(recorded);
    });
  });
}

interface AllFeatures extends WeightFeatures {
  readonly lossCurves: Tensor2D;
}

function featuresFrom(random: Random): AllFeatures {
  return {
    losses: tf.tensor1d(Array.from({ length: batchSize }, () => random.uniform() * 4)),
    givenLabels: tf.tensor1d(
      Array.from({ length: batchSize }, () => random.integer(task.classCount)),
      'int32',
    ),
    lossCurves: normalTensor<Tensor2D>([batchSize, task.curveLength], random),
  };
}

function onlySample(features: AllFeatures, sample: number): WeightFeatures {
  return {
    losses: features.losses.slice(sample, 1),
    givenLabels: features.givenLabels.slice(sample, 1),
    lossCurves: features.lossCurves.slice([sample, 0], [1, -1]),
  };
}

function innerProduct(first: NamedTensors, second: NamedTensors): number {
  const terms = zipNamed(first, second, (a, b) => a.mul(b).sum());
  return Object.values(terms).reduce((sum, term) => sum + (term.dataSync()[0] ?? Number.NaN), 0);
}
