import { isLock, tryLock, UserError, type Lock } from '@ballast/core';
import { join } from 'node:path';

/** One process at a time tells servers of a store: two would make every run twice. @throws UserError when there is another. */
export function lockTracking(resultsRoot: string): Lock {
  const file = join(resultsRoot, 'tracking.lock');
  const result = tryLock(file);
  if (isLock(result)) return result;
  throw new UserError({
    what: `these results are being sent already, by process ${String(result.pid)} on ${result.host}.`,
    where: file,
    fix: 'It sends everything; wait for it. If that process is gone for certain, remove the file.',
  });
}
