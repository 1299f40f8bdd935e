import type { NamedArray } from '@ballast/core';
import { changedCode, type ChangedCode } from '../code/changed.ts';
import { CellFolder } from '../store/cellFolder.ts';
import { openPhases, phaseWithArray } from '../store/phases.ts';
import { suiteFolder, type SuiteFolder } from '../store/suiteFolder.ts';
import { readSuiteIndex, type IndexedCell } from '../store/suiteIndex.ts';
import { readRecord } from '../tuning/record.ts';
import type { CellFailure, CellResult, SuiteResults } from './types.ts';

const logTailLines = 20;

/**
 * What a suite has come to, read from its folder in the store (`results/<suite>`). A cell with a damaged file counts as
 * unfinished, with a warning.
 * @param known answers with what an earlier reading said of a cell that has not changed since.
 * @throws UserError when there are no results.
 */
export function readSuiteResults(
  root: string,
  known: (cell: IndexedCell) => CellResult | undefined = () => undefined,
): SuiteResults {
  const folder = suiteFolder(root);
  const { cells: indexed, command, codeRoots, ...index } = readSuiteIndex(folder);
  const changed = changedCode(codeRoots, folder.root);
  const warnings: string[] = [];
  const cells = indexed.map((cell) => known(cell) ?? readCell(folder, cell, { command, changed }, warnings));
  return { ...index, cells, warnings, tuning: readRecord(folder.root) };
}

/** Whether the store holds all of a cell, undamaged. */
export function isFinished(folder: SuiteFolder, cell: IndexedCell): boolean {
  return new CellFolder(folder.cell(cell.name)).summary(cell.id) !== undefined && phasesAreWhole(folder, cell);
}

function phasesAreWhole(folder: SuiteFolder, cell: IndexedCell): boolean {
  return openPhases(folder, cell.phases).every(({ summary }) => summary !== undefined);
}

interface Reading {
  /** The command that ran the suite. */
  readonly command: string;
  /** Which code of a recorded digest has changed since. */
  readonly changed: ChangedCode;
}

function readCell(
  folder: SuiteFolder,
  cell: IndexedCell,
  { command, changed }: Reading,
  warnings: string[],
): CellResult {
  const stored = new CellFolder(folder.cell(cell.name));
  const finished = isFinished(folder, cell);
  const failure = finished ? undefined : describeFailure(stored, cell, command);
  if (!finished && failure === undefined && stored.isMarkedFinished()) {
    warnings.push(
      `${cell.name}: a stored file is missing or damaged; the cell counts as unfinished and will run again.`,
    );
  }
  const phases = openPhases(folder, cell.phases);
  const epochs = once(() => phases.flatMap((phase) => phase.folder.timedMetrics()));
  const changes = finished ? changedIn([stored, ...phases.map((phase) => phase.folder)], changed) : [];
  return {
    id: cell.id,
    name: cell.name,
    method: cell.method,
    corruption: cell.corruption,
    axes: cell.axes,
    seed: cell.seed,
    status: finished ? 'finished' : failure === undefined ? 'unfinished' : 'failed',
    stale: changes.length > 0,
    changedCode: changes,
    failure,
    config: stored.config(),
    get epochs() {
      return epochs();
    },
    summary: finished ? stored.summary(cell.id) : undefined,
    timing: finished ? stored.timing() : undefined,
    array: (name) => readArray(stored, cell, folder, name),
    lossCurves: () => phaseWithArray(phases, 'lossCurves')?.folder.lossCurves(),
  };
}

/** Logs are long, and a table needs none of them: they are read when they are asked for. */
function once<T>(read: () => T): () => T {
  let known: { readonly value: T } | undefined;
  return () => (known ??= { value: read() }).value;
}

/** Each name once, in alphabetical order. */
function changedIn(folders: readonly Pick<CellFolder, 'code'>[], changed: ChangedCode): string[] {
  return [...new Set(folders.flatMap((folder) => changed(folder.code() ?? {})))].sort();
}

function describeFailure(stored: CellFolder, cell: IndexedCell, command: string): CellFailure | undefined {
  const failure = stored.failure();
  if (failure === undefined) return undefined;
  return {
    message: failure.message,
    logTail: stored.log().trimEnd().split('\n').slice(-logTailLines).join('\n'),
    rerun: `${command} --rerun failed --only ${cell.name}`,
  };
}

/** The cell's own array, or that of one of its phases. */
function readArray(stored: CellFolder, cell: IndexedCell, folder: SuiteFolder, name: string): NamedArray | undefined {
  const own = stored.array(name);
  if (own !== undefined) return own;
  return phaseWithArray(openPhases(folder, cell.phases), name)?.folder.array(name);
}
