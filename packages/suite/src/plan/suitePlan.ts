import type { Json } from '@ballast/core';
import type { BackendDescription } from '@ballast/tensor';
import type { EstimateBasis } from './estimates.ts';

export type PhaseStatus = 'finished' | 'stale' | 'unfinished';

/** A phase of the grid, once, whoever shares it. */
export interface DescribedPhase {
  readonly id: string;
  /** Its folder in the store; `--phase` takes it. */
  readonly name: string;
  readonly phase: string;
  readonly status: PhaseStatus;
  /** Names of the phases whose outputs it takes. */
  readonly uses: readonly string[];
  /** Names of the cells that have it. */
  readonly cells: readonly string[];
  /** The other suite that it is taken over from: one that has finished it, or is run before. */
  readonly elsewhere: string | null;
  readonly epochs: number;
  /** Seconds that it will take; null where nothing like it was ever finished here. */
  readonly estimatedSeconds: number | null;
  readonly estimatedFrom: EstimateBasis | null;
  /** Names of the packages and plugin files whose code it runs. */
  readonly code: readonly string[];
  readonly config: Json;
}

export interface DescribedCell {
  readonly id: string;
  /** Its folder in the store; `--cell` takes it. */
  readonly name: string;
  readonly method: string;
  readonly corruption: string;
  readonly axes: Readonly<Record<string, string>>;
  readonly seed: number;
  readonly status: 'finished' | 'stale' | 'failed' | 'unfinished';
  /** Names of its phases, in the order in which they run. */
  readonly phases: readonly string[];
  readonly code: readonly string[];
  readonly config: Json;
}

/** What phases save that several cells have in common, here or in other suites. */
export interface Sharing {
  /** What is counted: estimated seconds, where all are known, else epochs. */
  readonly unit: 'seconds' | 'epochs';
  /** If every cell ran its own phases. */
  readonly separately: number;
  /** With each phase once, and none that is taken over. */
  readonly shared: number;
  /** Share of the compute in [0, 1]. */
  readonly saved: number;
}

/** What a run would do: for people by `--dry-run`, for machines as JSON. */
export interface SuitePlan {
  readonly suite: string;
  readonly profile: string | null;
  /** All that the suite has. */
  readonly profiles: readonly string[];
  readonly overrides: readonly string[];
  /** From the current folder. */
  readonly path: string;
  readonly results: string;
  /** Where its cells and phases stand, whatever its profile. */
  readonly store: string;
  /** Files and folders that the plan was made of, beside the user's data: when none of them changes, it stays. */
  readonly reads: readonly string[];
  readonly arithmetic: Pick<BackendDescription, 'backend' | 'threads'>;
  readonly processes: number;
  readonly cells: readonly DescribedCell[];
  readonly phases: readonly DescribedPhase[];
  /** By name: where the code stands and which files it is, from the current folder, and its digest. */
  readonly code: Readonly<Record<string, DescribedCode>>;
  readonly sharing: Sharing;
}

export interface DescribedCode {
  readonly root: string;
  /** The manifest, files and folders that hold those files. */
  readonly parts: readonly string[];
  readonly files: readonly string[];
  readonly digest: string;
}

export function sharingOf(phases: readonly DescribedPhase[]): Sharing {
  const isTimed = phases.every(({ estimatedSeconds }) => estimatedSeconds !== null);
  const costOf = ({ epochs, estimatedSeconds }: DescribedPhase): number => (isTimed ? (estimatedSeconds ?? 0) : epochs);
  const separately = phases.reduce((sum, phase) => sum + costOf(phase) * phase.cells.length, 0);
  const own = phases.filter(({ elsewhere }) => elsewhere === null);
  const shared = own.reduce((sum, phase) => sum + costOf(phase), 0);
  const saved = separately === 0 ? 0 : 1 - shared / separately;
  return { unit: isTimed ? 'seconds' : 'epochs', separately, shared, saved };
}
