import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UserError } from '@ballast/core';
import { initializeBackend, type BackendDescription } from '../backend/initialize.ts';
import { findNative, nativeFolder } from './installation.ts';

/** Something that the native set-up needs and this machine lacks. */
export interface MissingRequirement {
  readonly name: string;
  /** How to get it. */
  readonly remedy: string;
}

/** What computes here, and what would make it faster; `ballast doctor` prints it. */
export interface Diagnosis {
  /** What computes; undefined when the backend that was asked for does not work. */
  readonly backend: BackendDescription | undefined;
  /** Why `backend` is undefined, with what to do. */
  readonly problem: string | undefined;
  /** By program or library: Node's, and those of the backend. */
  readonly versions: Readonly<Record<string, string>>;
  readonly native: {
    /** Installed is not yet in use: `BALLAST_BACKEND` may say otherwise. */
    readonly installed: boolean;
    /** What the set-up needs first; empty when it can run, and when it has run. */
    readonly missing: readonly MissingRequirement[];
    /** The command that installs or mends it; undefined when it is in use, or no command can help. */
    readonly command: string | undefined;
  };
}

/** Looks at this process and machine and changes neither, save that the process has chosen its backend afterwards. */
export async function diagnose(): Promise<Diagnosis> {
  const { backend, problem } = await tryBackend();
  const { installed } = findNative();
  const missing = installed ? [] : await missingRequirements();
  return {
    backend,
    problem,
    versions: { node: process.versions.node, ...backend?.versions },
    native: { installed, missing, command: commandFor(backend, installed) },
  };
}

async function tryBackend(): Promise<Pick<Diagnosis, 'backend' | 'problem'>> {
  try {
    return { backend: await initializeBackend(), problem: undefined };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { backend: undefined, problem: error.message };
  }
}

/** The set-up's own list, so that both say the same; it is plain JavaScript outside every package. */
async function missingRequirements(): Promise<readonly MissingRequirement[]> {
  const folder = nativeFolder();
  if (folder === undefined) return [];
  const setup = (file: string): string => pathToFileURL(join(folder, 'src', file)).href;
  const { placesOf } = (await import(setup('places.mjs'))) as { placesOf: (folder: string) => unknown };
  const requirements = (await import(setup('requirements.mjs'))) as {
    missingRequirements: (places: unknown) => MissingRequirement[];
  };
  return requirements.missingRequirements(placesOf(folder));
}

function commandFor(backend: BackendDescription | undefined, installed: boolean): string | undefined {
  if (backend?.backend === 'native') return undefined;
  const chosenByHand = installed && process.env['BALLAST_BACKEND'] === 'wasm';
  if (chosenByHand) return 'unset BALLAST_BACKEND';
  if (nativeFolder() === undefined) return 'npm install @tensorflow/tfjs-node-gpu';
  return installed ? 'npm run setup:native -- --force' : 'npm run setup:native';
}
