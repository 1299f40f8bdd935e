import { discoverPlugins, UserError, type EpochRecord, type Json } from '@ballast/core';
import { initializeBackend } from '@ballast/tensor';
import { classifierFile, readClassifier, restoreClassifier, type StoredClassifier } from '@ballast/training';
import { dirname } from 'node:path';
import type { CellConfig } from '../cells/cell.ts';
import { parseConfig } from '../config/document.ts';
import { findSuiteFileIfAny } from '../results/suiteFile.ts';
import { suiteFolder } from '../store/suiteFolder.ts';
import { readSuiteIndex, type IndexedCell } from '../store/suiteIndex.ts';

/** Which cell's classifier is meant. */
export interface ClassifierChoice {
  /** The suite's folder in the results store. */
  readonly root: string;
  /** A part of the cell's name, e.g. `curvenet__flip2__seed0`. */
  readonly cell?: string | undefined;
}

/** A finished cell's classifier as the store holds it. */
export interface KeptClassifier {
  readonly cell: IndexedCell;
  readonly config: CellConfig;
  readonly file: string;
  readonly stored: StoredClassifier;
}

/**
 * @param config of a cell, by its name
 * @throws UserError when no cell, or more than one, is meant, or the cell kept no classifier
 */
export function findClassifier(
  { root, cell: part }: ClassifierChoice,
  configOf: (cell: string) => Json,
): KeptClassifier {
  const folder = suiteFolder(root);
  const { cells } = readSuiteIndex(folder);
  const meant = cells.filter(({ name }) => part === undefined || name.includes(part));
  const [cell] = meant;
  if (cell === undefined || meant.length > 1) throw whichCell(cells, meant, part);
  const phase = cell.phases.findLast(({ evaluated }) => evaluated);
  const file = classifierFile(folder.phase(phase?.folder ?? ''));
  const stored = readClassifier(file);
  if (stored === undefined) {
    throw new UserError({
      what: 'this cell has no stored classifier: it is not finished, or an earlier version ran it.',
      where: cell.name,
      fix: 'Run it again: ballast run <suite> --rerun stale.',
    });
  }
  return { cell, config: configOf(cell.name) as unknown as CellConfig, file, stored };
}

/** The classifier on its network, with its tensors; the process that asks ends soon and frees them. @throws UserError */
export async function loadClassifier(
  path: string,
  { config, stored }: KeptClassifier,
): Promise<EpochRecord['classifier']> {
  await initializeBackend(config.backend);
  const file = findSuiteFileIfAny(path);
  const { registry } = await discoverPlugins(file === undefined ? process.cwd() : dirname(file), parseConfig);
  const model = registry.instantiate('model', config.model);
  const method = registry.instantiate('method', config.method);
  const { imageShape, classNames } = stored;
  const classCount = classNames.length;
  return restoreClassifier(stored, (head) => {
    const network = model.build({ imageShape, classCount, head });
    return method.classifier?.(network, classCount) ?? network;
  });
}

/** How the data set, or the one that it is a part of, brought its images to one size. */
export function sizingOf(dataset: Json): { fit: 'fill' | 'cover'; margin: number } {
  const whole = { fit: 'fill', margin: 0 } as const;
  if (dataset === null || typeof dataset !== 'object' || Array.isArray(dataset)) return whole;
  const { fit, margin, dataset: inner } = dataset as Readonly<Record<string, Json | undefined>>;
  if (fit === undefined && inner !== undefined) return sizingOf(inner);
  return { fit: fit === 'cover' ? 'cover' : 'fill', margin: typeof margin === 'number' ? margin : 0 };
}

function whichCell(cells: readonly IndexedCell[], meant: readonly IndexedCell[], part: string | undefined): UserError {
  const shown = (meant.length > 0 ? meant : cells).slice(0, 10).map(({ name }) => name);
  return new UserError({
    what: meant.length === 0 ? `no cell's name contains "${part ?? ''}".` : `${String(meant.length)} cells are meant, one is needed.`, // prettier-ignore
    meant: `Cells are ${shown.join(', ')}${cells.length > shown.length ? ', …' : ''}.`,
    fix: 'Name one with --cell, e.g. --cell cross-entropy__none__seed0.',
  });
}
