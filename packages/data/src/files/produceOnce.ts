import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { explainDiskError, withLock } from '@ballast/core';

/**
 * Makes a file or folder unless it is there: `produce` writes it under a temporary name, a rename puts it in place,
 * so that it is there whole or not at all. Of several processes that want it, one does the work.
 * @param keepUnfinished whether what a failure leaves is kept, for a later call to go on with
 * @throws UserError when the disk refuses
 */
export async function produceOnce(
  target: string,
  produce: (temporary: string) => Promise<void>,
  { keepUnfinished = false } = {},
): Promise<void> {
  if (existsSync(target)) return;
  try {
    await mkdir(dirname(target), { recursive: true });
    await withLock(`${target}.lock`, async () => {
      if (!existsSync(target)) await produceWhole(target, produce, keepUnfinished);
    });
  } catch (error) {
    throw explainDiskError(error, target);
  }
}

async function produceWhole(
  target: string,
  produce: (temporary: string) => Promise<void>,
  keepUnfinished: boolean,
): Promise<void> {
  const temporary = `${target}.part`;
  const discard = (): Promise<void> => rm(temporary, { recursive: true, force: true });
  if (!keepUnfinished) await discard(); // a killed process left it
  try {
    await produce(temporary);
    await rename(temporary, target);
  } catch (error) {
    if (!keepUnfinished) await discard();
    throw error;
  }
}
