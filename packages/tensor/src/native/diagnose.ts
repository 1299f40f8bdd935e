import { spawnSync } from 'node:child_process';
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
    /** Why it does not load, though it is installed. */
    readonly problem: string | undefined;
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
  const nativeProblem = installed && backend?.backend !== 'native' ? tryNative() : undefined;
  return {
    backend,
    problem,
    versions: { node: process.versions.node, ...backend?.versions },
    native: {
      installed,
      problem: nativeProblem,
      missing,
      command: backend?.backend === 'native' ? undefined : commandFor(installed, nativeProblem),
    },
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

/** In a process of its own: this one has its backend, and a broken library may end a process. */
function tryNative(): string | undefined {
  const folder = nativeFolder();
  if (folder === undefined) return undefined;
  const verify = [join(folder, 'src', 'verify.mjs'), folder, join(folder, '..', '..')];
  const { status, signal, stderr } = spawnSync(process.execPath, verify, { encoding: 'utf8' });
  if (status === 0) return undefined;
  const error = stderr.split('\n').find((line) => /^\w*Error\b/.test(line));
  return error ?? `it ends its process (${signal ?? `exit code ${String(status)}`}).`;
}

function commandFor(installed: boolean, nativeProblem: string | undefined): string {
  if (nativeFolder() === undefined) return 'npm install @tensorflow/tfjs-node-gpu';
  return installed && nativeProblem === undefined ? 'unset BALLAST_BACKEND' : 'npm run setup:native';
}
