import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '@ballast/core';
import { writeFileAtomically } from '@ballast/suite/results';
import { z } from 'zod';

const Tracking = z.object({ id: z.uuid() });

/**
 * Who a store is on every server, wherever its folder is moved to: `tracking.json`. Without that file a store is a new
 * one, whose runs are made anew.
 * @throws UserError when the file is damaged.
 */
export function storeIdOf(resultsRoot: string): string {
  const file = join(resultsRoot, 'tracking.json');
  if (!existsSync(file)) {
    const id = randomUUID();
    writeFileAtomically(file, `${JSON.stringify({ id })}\n`);
    return id;
  }
  try {
    return Tracking.parse(JSON.parse(readFileSync(file, 'utf8'))).id;
  } catch (error) {
    throw new UserError(
      {
        what: 'this file is damaged.',
        where: file,
        fix: 'Write the value of the tag ballast.store of any of its runs there: {"id": "…"}. Without the file, all runs are made anew.',
      },
      { cause: error },
    );
  }
}
