import { fork } from 'node:child_process';
import { UserError, type Explanation, type ImageShape } from '@ballast/core';

export interface DecodingJob {
  readonly folder: string;
  /** Paths below `folder`. */
  readonly files: readonly string[];
  /** Where the bytes [count, height, width, 3] are written. */
  readonly target: string;
  /** Height and width that the images are brought to; without it they keep their own. */
  readonly size?: number | undefined;
  /** The shape that all must have; that of the first image where it is left out. */
  readonly expected?: ImageShape | undefined;
}

type Reply =
  | { readonly report: string }
  | { readonly shape: ImageShape }
  | { readonly error: { readonly explanation: Explanation } }
  | { readonly error: { readonly message: string; readonly code?: string | undefined } };

/**
 * Decodes images to 8-bit RGB, all into one file, in a process of its own.
 * @returns their common shape
 * @throws UserError naming the first file that cannot be decoded or has another size than those before it.
 */
export function decodeImages(job: DecodingJob, report: (message: string) => void): Promise<ImageShape> {
  const child = fork(new URL('./decodeProcess.mjs', import.meta.url), { execArgv: [] });
  return new Promise((resolve, reject) => {
    child.on('message', (reply: Reply) => {
      if ('report' in reply) report(reply.report);
      else if ('shape' in reply) resolve(reply.shape);
      else reject(errorOf(reply.error));
    });
    child.on('error', reject);
    // Comes after the last message; a promise that is settled already does not hear of it.
    child.on('close', (code, signal) => {
      reject(new Error(`The process that decodes images ended with ${String(signal ?? code)}.`));
    });
    child.send(job);
  });
}

function errorOf(error: { explanation: Explanation } | { message: string; code?: string | undefined }): Error {
  if ('explanation' in error) return new UserError(error.explanation);
  return Object.assign(new Error(error.message), { code: error.code });
}
