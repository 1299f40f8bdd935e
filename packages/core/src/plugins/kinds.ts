import type { InjectionToken } from 'tsyringe';
import type { Dataset } from '../contracts/dataset.ts';
import type { ImbalanceProfile, NoiseInjector } from '../contracts/corruption.ts';
import type { LossFunction } from '../contracts/loss.ts';
import type { MetaOptimizer } from '../contracts/meta-optimizer.ts';
import type { MetaSetSource } from '../contracts/meta-set.ts';
import type { Method } from '../contracts/method.ts';
import type { Model } from '../contracts/model.ts';
import type { Sampler } from '../contracts/sampler.ts';
import type { Tracker } from '../contracts/tracker.ts';
import type { WeightNet } from '../contracts/weight-net.ts';

/** Everything that a comparison may vary, by the name that configs and errors use. */
export interface PluginKinds {
  dataset: Dataset;
  imbalance: ImbalanceProfile;
  noise: NoiseInjector;
  sampler: Sampler;
  loss: LossFunction;
  'weight net': WeightNet;
  'meta optimizer': MetaOptimizer;
  'meta set': MetaSetSource;
  model: Model;
  method: Method;
  tracker: Tracker;
}

export type PluginKind = keyof PluginKinds;

function token<K extends PluginKind>(kind: K): InjectionToken<PluginKinds[K]> {
  return Symbol.for(`ballast.${kind}`);
}

/** The container token of each kind: `@inject(Tokens.loss) private readonly loss: LossFunction`. */
export const Tokens = {
  dataset: token('dataset'),
  imbalance: token('imbalance'),
  noise: token('noise'),
  sampler: token('sampler'),
  loss: token('loss'),
  weightNet: token('weight net'),
  metaOptimizer: token('meta optimizer'),
  metaSet: token('meta set'),
  model: token('model'),
  method: token('method'),
  tracker: token('tracker'),
} as const;

export const tokenOfKind: { readonly [K in PluginKind]: InjectionToken<PluginKinds[K]> } = {
  dataset: Tokens.dataset,
  imbalance: Tokens.imbalance,
  noise: Tokens.noise,
  sampler: Tokens.sampler,
  loss: Tokens.loss,
  'weight net': Tokens.weightNet,
  'meta optimizer': Tokens.metaOptimizer,
  'meta set': Tokens.metaSet,
  model: Tokens.model,
  method: Tokens.method,
  tracker: Tokens.tracker,
};

/** The folder that relative paths in options start from: the suite file's. */
export const BaseFolder: InjectionToken<string> = Symbol.for('ballast.BaseFolder');

/** The plugin's own options, checked and with defaults filled in. */
export const PluginOptions: InjectionToken<unknown> = Symbol.for('ballast.PluginOptions');
