import {
  definePlugin,
  inject,
  injectable,
  PluginOptions,
  UserError,
  type CorruptedLabels,
  type NoiseInjector,
  type NoiseTask,
} from '@ballast/core';
import { z } from 'zod';
import { ClassReference, classIndex } from './classReference.ts';
import { corruptByMatrix, targetMatrix } from './matrixNoise.ts';
import { Rate } from './rate.ts';

/** Patrini et al. 2017: the look-alikes of CIFAR-10. */
const cifar10Map = { truck: 'automobile', bird: 'airplane', deer: 'horse', cat: 'dog', dog: 'cat' };

const Options = z.strictObject({
  rate: Rate,
  map: z
    .record(z.string(), ClassReference)
    .default(cifar10Map)
    .describe('The class that each class is mistaken for, by name or index; those left out stay clean.'),
});

/** The classes of a map go to their look-alike with probability `rate`, the others stay clean. */
@injectable()
class AsymmetricNoise implements NoiseInjector {
  constructor(@inject(PluginOptions) private readonly options: z.infer<typeof Options>) {}

  corrupt(task: NoiseTask): CorruptedLabels {
    return corruptByMatrix(task, targetMatrix(this.targets(task), this.options.rate));
  }

  private targets({ classNames }: NoiseTask): readonly (readonly number[])[] {
    const targets: number[][] = classNames.map(() => []);
    for (const [from, to] of Object.entries(this.options.map)) {
      const source = classIndex(keyReference(from, classNames), classNames, 'noise.map');
      const target = classIndex(to, classNames, `noise.map.${from}`);
      if (source === target) {
        throw new UserError({ what: `"${from}" is mapped to itself.`, where: `noise.map.${from}` });
      }
      targets[source] = [target];
    }
    return targets;
  }
}

/** Keys of a config are always text: a class's own name first, else an index. */
function keyReference(key: string, classNames: readonly string[]): ClassReference {
  return !classNames.includes(key) && /^\d+$/.test(key) ? Number(key) : key;
}

export const asymmetric = definePlugin({
  kind: 'noise',
  id: 'asymmetric',
  docs: {
    summary: 'Mistakes some classes for their look-alikes; by default those of CIFAR-10.',
    paper: 'Patrini et al. 2017, Making Deep Neural Networks Robust to Label Noise',
  },
  options: Options,
  use: AsymmetricNoise,
});
