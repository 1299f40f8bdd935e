import { describe, expect, it } from 'vitest';
import { expectClose, readGolden, type GoldenTensor } from '@ballast/testing';
import { cifar10Names, noise, taskOf } from './noiseTask.ts';

interface TransitionGolden {
  readonly kind: string;
  readonly classes: number;
  readonly rate: number;
  readonly classCounts?: readonly number[];
  readonly target?: readonly number[];
  readonly targets?: readonly (readonly number[])[];
  readonly matrix: GoldenTensor;
}

const golden = readGolden<{ readonly transition: readonly TransitionGolden[] }>('corruption');

function referenceOf({ kind, rate, target, targets }: TransitionGolden): Readonly<Record<string, unknown>> {
  if (kind.startsWith('uniform-')) {
    return { type: 'uniform', rate, variant: kind.replace('uniform-', '') };
  }
  if (kind === 'asymmetric-cifar10') return { type: 'asymmetric', rate };
  if (kind === 'flip') return { type: kind, rate, targets: target };
  return kind === 'flip2' ? { type: kind, rate, targets } : { type: kind, rate };
}

describe.skipIf(golden === undefined)('golden transition matrices', () => {
  it.each(golden?.transition ?? [])('$kind, $classes classes, rate $rate', (entry) => {
    const counts = entry.classCounts ?? Array.from({ length: entry.classes }, () => 10);
    const { transitionMatrix } = noise(referenceOf(entry)).corrupt(
      taskOf(counts, 0, cifar10Names.slice(0, entry.classes)),
    );
    // The file holds nine significant digits.
    expectClose(transitionMatrix!.flat(), entry.matrix, 1e-8);
    expect(transitionMatrix).toHaveLength(entry.classes);
  });
});
