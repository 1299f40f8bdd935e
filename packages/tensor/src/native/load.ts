import { availableParallelism } from 'node:os';
import { tf } from '../tf.ts';
import { requireWithoutMaps } from '../tfjs.mjs';
import { tensorFlowBackend } from './binding.ts';
import { findNative, nativePackage } from './installation.ts';

export interface NativeBackend {
  /** By package or library. */
  readonly versions: Readonly<Record<string, string>>;
  /** Of one op. */
  readonly threads: number;
}

/** Why the native backend cannot be used. */
export interface NativeMissing {
  readonly reason: string;
  readonly cause?: unknown;
}

interface NativeLibrary {
  readonly version: Readonly<Record<string, string>>;
}

/**
 * TensorFlow's C library through tfjs-node, made the engine's backend (tfjs calls it `tensorflow`); or the
 * reason why it is not. A failure leaves the engine's backend as it was.
 */
export async function loadNativeBackend(): Promise<NativeBackend | NativeMissing> {
  const { require, installed } = findNative();
  if (!installed) return { reason: 'It is not installed.' };
  const before = tf.engine().backendName as string | undefined; // none before the first
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2'; // else every process greets with a list of CPU features
  try {
    const library = requireWithoutMaps(require, nativePackage) as NativeLibrary;
    await tf.setBackend('tensorflow');
    await tf.ready();
    return {
      versions: {
        tfjs: tf.version.tfjs,
        'tfjs-node': library.version['tfjs-node'] ?? 'unknown',
        libtensorflow: tensorFlowBackend().binding.TF_Version,
      },
      threads: Number(process.env['TF_NUM_INTRAOP_THREADS'] ?? availableParallelism()),
    };
  } catch (cause) {
    if (before !== undefined) await tf.setBackend(before);
    return { reason: `It is installed, but does not load: ${firstLine(cause)}`, cause };
  }
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}
