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
  /** How an image of another shape becomes a square: stretched, or scaled to cover it and cut at its centre. */
  readonly fit: 'fill' | 'cover';
  /** How many images may be broken. */
  readonly mostBroken: number;
  /** The shape that all must have; that of the first image where it is left out. */
  readonly expected?: ImageShape | undefined;
}

export interface BrokenImage {
  /** Its place in the job's files. */
  readonly index: number;
  readonly reason: string;
}

export interface Decoded {
  /** Undefined where all images are broken. */
  readonly shape: ImageShape | undefined;
  /** Ascending; nothing was written for them. */
  readonly broken: readonly BrokenImage[];
}

type Reply =
  | { readonly report: string }
  | Decoded
  | { readonly error: { readonly explanation: Explanation } }
  | { readonly error: { readonly message: string; readonly code?: string | undefined } };

/**
 * Decodes images to 8-bit RGB, all into one file, in a process of its own.
 * @throws UserError naming a file that has another size than those before it, or the first that is one broken too many.
 */
export function decodeImages(job: DecodingJob, report: (message: string) => void): Promise<Decoded> {
  const child = fork(new URL('./decodeProcess.mjs', import.meta.url), { execArgv: [] });
  return new Promise((resolve, reject) => {
    child.on('message', (reply: Reply) => {
      if ('report' in reply) report(reply.report);
      else if ('broken' in reply) resolve(reply);
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
