import { MlflowInputError } from '../errors.ts';
import { wellFormed } from '../values/text.ts';

/**
 * A file's path below a run's artifacts, with `/` between its parts. @throws MlflowInputError for names that the
 * server refuses (`#`, control characters, parts over 255 bytes, ways out) or stores under another name (`%41`).
 */
export function checkArtifactPath(path: string): string {
  const problem =
    path === ''
      ? 'is empty'
      : path
          .split('/')
          .map(partProblem)
          .find((found) => found !== undefined);
  if (problem !== undefined) throw new MlflowInputError(`The artifact path ${JSON.stringify(path)} ${problem}.`);
  return wellFormed(path);
}

/** A path as it stands in a URL. */
export function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

function partProblem(part: string): string | undefined {
  if (part === '' || part === '.' || part === '..') return 'has an empty part, or one that leads elsewhere';
  if (part.includes('#')) return 'holds a #, which the server refuses';
  if (/%[0-9a-f]{2}/i.test(part)) return 'holds a % with two digits, which the server decodes into another name';
  if (/[\u0000-\u001f\u007f]/.test(part)) return 'holds a control character';
  return Buffer.byteLength(part) > 255 ? 'has a part of more than 255 bytes' : undefined;
}
