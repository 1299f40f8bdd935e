import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { UserError } from '@ballast/core';

/** @throws UserError when the file's MD5 sum is another one. */
export async function requireChecksum(file: string, md5: string, fix: string): Promise<void> {
  const hash = createHash('md5');
  await pipeline(createReadStream(file), hash);
  const found = hash.digest('hex');
  if (found === md5) return;
  throw new UserError({
    what: `the file is damaged or another one: its MD5 sum is ${found}, expected ${md5}.`,
    where: file,
    fix,
  });
}
