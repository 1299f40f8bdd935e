import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A gate at which phases with the loss `gated` wait: what a test does to a running suite then happens in the middle of
 * it, however fast or busy the machine is. It is a file in the folder that the command runs in.
 */
const fileOf = (folder: string): string => join(folder, 'gate');

/** From now on no phase trains more than its first `epochs` epochs. */
export function closeGate(folder: string, epochs: number): void {
  writeFileSync(fileOf(folder), String(epochs));
}

export function openGate(folder: string): void {
  rmSync(fileOf(folder), { force: true });
}

/** A file that is being written counts as 0. */
export function epochsAllowed(folder: string): number {
  try {
    return Number(readFileSync(fileOf(folder), 'utf8'));
  } catch {
    return Infinity;
  }
}
