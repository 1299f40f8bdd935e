import { createRandom, type MetaProblem, type Network, type Plugin, type PluginReference } from '@ballast/core';
import { classBalanced } from '@ballast/plugin-class-weights';
import crossEntropy from '@ballast/plugin-cross-entropy';
import curvenet from '@ballast/plugin-curvenet';
import focal from '@ballast/plugin-focal';
import ldam from '@ballast/plugin-ldam';
import mwNet from '@ballast/plugin-mw-net';
import { initializeBackend, tf } from '@ballast/tensor';
import { buildPlugin, expectNamedClose, randomMetaProblem, silu, tinyMlp, tinyResNet } from '@ballast/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import metaOptimizers, { checkSkippedStages } from '../src/index.ts';

const plugins = metaOptimizers as readonly Plugin[];
const losses: readonly Plugin<'loss'>[] = [crossEntropy, focal, classBalanced, ldam];
const weightNets: readonly Plugin<'weight net'>[] = [mwNet, curvenet];
const cases = losses.flatMap((loss) => weightNets.map((net) => [loss.id, net.id, loss, net] as const));
const resNet8 = { channels: 3, widths: [3, 4, 6], classCount: 4 } as const;

function problemOf(network: Network, loss: Plugin<'loss'>, weightNet: Plugin<'weight net'>, seed: number): MetaProblem {
  return randomMetaProblem({
    network,
    inputShape: [8, 8, 3],
    classCount: 4,
    loss: buildPlugin(loss, {}, losses),
    weightNet: buildPlugin(weightNet),
    random: createRandom(seed),
  });
}

function metaGradient(problem: MetaProblem, gradient: string | PluginReference, skippedStages: number) {
  const slmo = plugins.find(({ id }) => id === 'slmo') as Plugin<'meta optimizer'>;
  return buildPlugin(slmo, { gradient, skippedStages }, plugins).metaGradient(problem);
}

beforeAll(async () => {
  await initializeBackend();
});

describe.each([0, 1, 2, 3])('a ResNet-8 with batch norm, Nesterov, %i stages skipped', (skippedStages) => {
  const network = tinyResNet(resNet8);
  const smoothNetwork = tinyResNet({ ...resNet8, activation: silu });

  it.each(cases)('has one meta gradient by three ways: %s with %s', (_loss, _net, loss, net) => {
    for (const seed of [1, 2, 3]) {
      tf.tidy(() => {
        const problem = problemOf(network, loss, net, seed);
        const exact = metaGradient(problem, 'forward-mode', skippedStages);
        const unrolled = metaGradient(problem, 'unrolled', skippedStages);
        const difference = metaGradient(problem, 'finite-difference', skippedStages);
        expectNamedClose(exact.gradients, unrolled.gradients, 1e-4);
        // No ε is right for every ReLU: a long one steps over kinks, a short one drowns in rounding.
        expectNamedClose(difference.gradients, unrolled.gradients, 5e-2);
        expect(exact.metaLoss.dataSync()).toEqual(unrolled.metaLoss.dataSync());
      });
    }
  });

  // Without kinks the error is of the order of ε² = 1e-4, and float32's rounding, divided by ε, below that.
  it.each(cases)(
    'has central differences as exact as ε allows where it is smooth: %s with %s',
    (...[, , loss, net]) => {
      for (const seed of [1, 2, 3]) {
        tf.tidy(() => {
          const problem = problemOf(smoothNetwork, loss, net, seed);
          const exact = metaGradient(problem, 'unrolled', skippedStages);
          const difference = metaGradient(problem, { type: 'finite-difference', epsilon: 1e-2 }, skippedStages);
          expectNamedClose(difference.gradients, exact.gradients, 5e-4);
        });
      }
    },
  );
});

describe('skipping stages', () => {
  const mlp = tinyMlp([64, 64, 64, 10]);

  it.each([0, 1, 2])('leaves %i of the three stages of an MLP out', (skipped) => {
    expect(() => {
      checkSkippedStages(mlp, skipped);
    }).not.toThrow();
  });

  it.each([3, 4])('says that an MLP of three stages cannot skip %i', (skipped) => {
    expect(() => {
      checkSkippedStages(mlp, skipped);
    }).toThrow(/has 3 \(layer1, layer2, head\)[\s\S]*largest possible value is 2/);
  });

  it('is refused by `check`, before anything runs', () => {
    const slmo = plugins.find(({ id }) => id === 'slmo') as Plugin<'meta optimizer'>;
    expect(() => buildPlugin(slmo, { skippedStages: 3 }, plugins).check?.(mlp)).toThrow(/cannot skip 3 stages/);
  });
});
