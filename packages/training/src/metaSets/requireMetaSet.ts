import { UserError, type LearningTask } from '@ballast/core';

/**
 * For a method that cannot do without trusted samples.
 * @throws UserError when the meta set is empty.
 */
export function requireMetaSet({ meta }: LearningTask, method: string): void {
  if (meta.count > 0) return;
  throw new UserError({
    what: `${method} learns from a trusted meta set, and this suite has none.`,
    where: 'data.meta',
    fix: 'Ask for one in the suite: `data: { meta: { perClass: 3 } }`.',
  });
}
