import { createHash } from 'node:crypto';

/** The head of a SHA-256: short enough for a tag, or for the digest of an MLflow dataset. */
export function digestOf(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex').slice(0, 32);
}

export function digestOfJson(value: unknown): string {
  return digestOf(JSON.stringify(value));
}
