import { UserError, type NoiseTask } from '@ballast/core';
import { classIndex, type ClassReference } from './classReference.ts';

type Targets = readonly (readonly number[])[];

/** For each class, `count` distinct other classes; a stream of their own makes them the same for every rate. */
export function drawnTargets(count: number, { classCount, random }: NoiseTask): Targets {
  if (count >= classCount) {
    throw new UserError({
      what: `${String(classCount)} classes have no ${String(count)} others each.`,
      where: 'noise',
    });
  }
  const stream = random.split('targets');
  return Array.from({ length: classCount }, (_, label) =>
    Array.from(stream.permutation(classCount - 1).subarray(0, count), (other) => (other < label ? other : other + 1)),
  );
}

/** Targets by name or index as indices; undefined where none were chosen. @throws UserError */
export function chosenTargets(
  targets: readonly (readonly ClassReference[])[] | undefined,
  { classCount, classNames }: NoiseTask,
): Targets | undefined {
  if (targets === undefined) return undefined;
  const where = 'noise.targets';
  if (targets.length !== classCount) {
    throw new UserError({ what: `${String(targets.length)} targets for ${String(classCount)} classes.`, where });
  }
  const indices = targets.map((ofClass) => ofClass.map((target) => classIndex(target, classNames, where)));
  const wrong = indices.findIndex((ofClass, label) => new Set([...ofClass, label]).size !== ofClass.length + 1);
  if (wrong === -1) return indices;
  throw new UserError({
    what: `the targets of "${classNames[wrong] ?? ''}" are not distinct other classes.`,
    where: `${where}.${String(wrong)}`,
  });
}
