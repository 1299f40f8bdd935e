import { createRandom, type Plugin } from '@ballast/core';
import { initializeBackend, softmaxCrossEntropy, tf } from '@ballast/tensor';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { normalTensor } from '../networks/initializers.ts';
import { buildPlugin } from '../plugins/buildPlugin.ts';

const classCounts = [700, 200, 30, 7];

/**
 * A loss in its neutral setting is cross entropy, bit for bit, so that switching a method off gives the plain baseline.
 * @param options The neutral setting.
 * @param others Plugins that the options name.
 */
export function neutralLossContract(
  plugin: Plugin<'loss'>,
  options: Readonly<Record<string, unknown>>,
  others: readonly Plugin[] = [],
): void {
  describe(`${plugin.id} ${JSON.stringify(options)}`, () => {
    it('is cross entropy, bit for bit', async () => {
      await initializeBackend();
      const loss = buildPlugin(plugin, options, others);
      tf.tidy(() => {
        const logits = normalTensor<Tensor2D>([64, classCounts.length], createRandom(1));
        const labels = Array.from({ length: 64 }, (_, index) => index % classCounts.length);
        const givenLabels = tf.tensor1d(labels, 'int32');
        const values = loss.perSample({ logits, givenLabels, classCounts, epoch: 0, epochs: 1 });
        expect(values.dataSync()).toEqual(softmaxCrossEntropy(logits, givenLabels).dataSync());
      });
    });
  });
}
