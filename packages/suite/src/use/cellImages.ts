import { discoverPlugins, type Json } from '@ballast/core';
import { storedShape, thumbnail } from '@ballast/data';
import { dirname } from 'node:path';
import { parseConfig } from '../config/document.ts';
import type { CellConfig } from '../cells/cell.ts';
import { findSuiteFileIfAny } from '../results/suiteFile.ts';
import { cacheDirectory } from '../run/prepareCells.ts';

/** The training images of a cell's data set, for people. */
export interface CellImages {
  /** The path of each below the data set's root; undefined where they did not come from files. */
  readonly sources: readonly string[] | undefined;
  /** One image as a data URL. */
  thumbnail(index: number): Promise<string>;
}

/**
 * The images that a finished cell learned from, out of its config and the suite file's folder.
 * @param path as the suite was named
 * @throws UserError when the data set is not there any more.
 */
export async function openCellImages(
  path: string,
  config: Json,
  report: (message: string) => void,
): Promise<CellImages> {
  const file = findSuiteFileIfAny(path);
  const { registry, configFile } = await discoverPlugins(
    file === undefined ? process.cwd() : dirname(file),
    parseConfig,
  );
  const { task } = config as unknown as CellConfig;
  const dataset = await registry
    .instantiate('dataset', task.dataset)
    .load({ cacheDirectory: cacheDirectory(dirname(configFile)), report });
  const { train } = dataset;
  return { sources: train.sources, thumbnail: (index) => thumbnail(train.pixels, index, storedShape(dataset)) };
}
