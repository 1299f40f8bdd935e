import { PluginRegistry, type Plugin } from '@ballast/core';
import data from '@ballast/data';
import models from '@ballast/models';
import crossEntropy from '../../../plugins/cross-entropy/src/index.ts';
import focal from '../../../plugins/focal/src/index.ts';
import imbalance from '../../../plugins/imbalance/src/index.ts';
import noise from '../../../plugins/noise/src/index.ts';
import plain from '../../../plugins/plain/src/index.ts';
import samplers from '../../../plugins/samplers/src/index.ts';

/** The real plugins that a small suite needs. */
export function smallRegistry(): PluginRegistry {
  const plugins: Plugin[] = [data, models, crossEntropy, focal, imbalance, noise, plain, samplers].flat();
  return new PluginRegistry(plugins.map((plugin) => ({ plugin, source: 'test' })));
}

/** Lines of a right suite file; tests change one of them. */
export const smallSuite = `title: Small
dataset: digits
data: { meta: { perClass: 3 } }
model: { type: mlp, hidden: [8] }
seeds: [0, 1]
corruptions:
  clean: {}
  noisy:
    label: flip2 0.4, ratio 4
    imbalance: { type: exponential, ratio: 4 }
    noise: { type: flip2, rate: 0.4 }
methodDefaults:
  epochs: 2
  optimizer: { type: sgd, momentum: 0.5 }
methods:
  ce: { type: plain, loss: cross-entropy }
  focal: { type: plain, loss: { type: focal, gamma: 2 } }
`;
