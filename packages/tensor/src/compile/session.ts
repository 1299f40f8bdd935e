import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TensorFlowBinding } from '../native/binding.ts';
import type { Graph } from './graph.ts';
import { withConvolutionsInOrder } from './order.ts';
import { graphTag, savedModel } from './savedModel.ts';
import type { Bytes } from './wire.ts';

/** A graph that TensorFlow has loaded, shared by all who load an equal one. */
export interface Session {
  /** The binding's number. */
  readonly id: number;
  release(): void;
}

const loaded = new Map<string, { readonly id: number; users: number }>();

export function loadSession(binding: TensorFlowBinding, graph: Graph): Session {
  const file = savedModel(binding, withConvolutionsInOrder(graph));
  const hash = createHash('sha256').update(file).digest('hex');
  const entry = loaded.get(hash) ?? { id: load(binding, file), users: 0 };
  loaded.set(hash, entry);
  entry.users++;
  return {
    id: entry.id,
    release: () => {
      if (--entry.users > 0) return;
      loaded.delete(hash);
      binding.deleteSavedModel(entry.id);
    },
  };
}

export function loadedSessions(): number {
  return loaded.size;
}

/** TensorFlow loads graphs from files alone. */
function load(binding: TensorFlowBinding, file: Bytes): number {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-step-'));
  try {
    writeFileSync(join(folder, 'saved_model.pb'), file);
    return binding.loadSavedModel(folder, graphTag);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
