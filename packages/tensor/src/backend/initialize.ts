import { UserError } from '@ballast/core';
import { registerKernels } from '../kernels/register.ts';
import { tf } from '../tf.ts';
import { loadNativeBackend } from '../native/load.ts';
import { loadWasm } from './wasm.ts';

export type BackendName = 'wasm' | 'native';

/** What computed a result; part of a cell's resolved config. */
export interface BackendDescription {
  readonly backend: BackendName;
  /** By package or library. */
  readonly versions: Readonly<Record<string, string>>;
  readonly threads: number;
}

let current: Promise<BackendDescription> | undefined;
let currentName: BackendName | undefined;

/**
 * Makes tfjs ready. The first call decides for the whole process; later calls answer with its decision.
 * `auto` takes the native backend when it is installed and loads, else wasm; the environment variable
 * `BALLAST_BACKEND` decides in its place.
 * @throws UserError when the native backend is asked for and does not load, or another one is in use already.
 */
export async function initializeBackend(choice: 'auto' | BackendName = 'auto'): Promise<BackendDescription> {
  const wanted = choice === 'auto' ? choiceOfEnvironment() : choice;
  current ??= start(wanted);
  let description: BackendDescription;
  try {
    description = await current;
  } catch (error) {
    current = undefined;
    throw error;
  }
  if (wanted !== 'auto' && wanted !== description.backend) {
    throw new UserError({
      what: `the ${wanted} backend was asked for, but this process computes on ${description.backend} already.`,
      fix: 'A process has one backend: set BALLAST_BACKEND before it starts.',
    });
  }
  return description;
}

/** @throws Error before `initializeBackend` has finished. */
export function backendName(): BackendName {
  if (currentName === undefined) throw new Error('Call initializeBackend() first.');
  return currentName;
}

async function start(wanted: 'auto' | BackendName): Promise<BackendDescription> {
  const description = await choose(wanted);
  registerKernels(description.backend);
  // tfjs's checks of correct use cost time at every op.
  tf.enableProdMode();
  currentName = description.backend;
  return description;
}

async function choose(wanted: 'auto' | BackendName): Promise<BackendDescription> {
  if (wanted === 'wasm') return loadWasm();
  const native = await loadNativeBackend();
  if ('versions' in native) return { backend: 'native', ...native };
  if (wanted === 'auto') return loadWasm();
  throw new UserError(
    {
      what: 'the native backend was asked for, but @tensorflow/tfjs-node-gpu does not load.',
      where: 'BALLAST_BACKEND',
      meant: native.reason,
      fix: 'Run `npm run setup:native`, or set BALLAST_BACKEND=wasm.',
    },
    { cause: native.cause },
  );
}

function choiceOfEnvironment(): 'auto' | BackendName {
  const value = process.env['BALLAST_BACKEND'];
  if (value === undefined || value === '' || value === 'auto') return 'auto';
  if (value === 'wasm' || value === 'native') return value;
  throw new UserError({
    what: `"${value}" is no backend.`,
    where: 'BALLAST_BACKEND',
    meant: 'One of: wasm, native, auto.',
  });
}
