import type { BackendDescription } from '@ballast/tensor';
import { join } from 'node:path';
import type { PlannedCell } from '../cells/phasePlan.ts';
import { TaskData } from '../launcher/taskData.ts';
import type { SuiteIndex } from '../store/suiteIndex.ts';
import { checkSuite } from './checkSuite.ts';
import type { OpenSuite } from './openSuite.ts';
import type { RunOptions } from './runSuite.ts';
import { buildMethods, indexSuite, planCells } from './suitePlan.ts';

/** Every cell of a suite that was found right. */
export interface PreparedCells {
  readonly planned: readonly PlannedCell[];
  readonly index: SuiteIndex;
}

/** Loads the data set once, here, so that workers find what it downloads. */
export async function prepareCells(
  { name, suite, registry, configFolder, path }: OpenSuite,
  backend: BackendDescription,
  { program, resultsFolder, report }: Pick<RunOptions, 'program' | 'resultsFolder' | 'report'>,
): Promise<PreparedCells> {
  const context = { cacheDirectory: cacheDirectory(configFolder), report };
  const dataset = await new TaskData(registry, context).dataset(suite.dataset);
  const methods = buildMethods(suite, registry);
  checkSuite(suite, registry, methods, dataset);
  const planned = planCells(suite, methods, backend);
  const command = [program, 'run', path, ...(resultsFolder === undefined ? [] : ['--results', resultsFolder])].join(
    ' ',
  );
  const known = { methods, classNames: dataset.classNames, versions: backend.versions, command };
  return { planned, index: indexSuite(name, suite, planned, known) };
}

/** Where data sets are kept between runs: beside the Ballast config, unless `BALLAST_CACHE` names a folder. */
export function cacheDirectory(configFolder: string): string {
  return process.env['BALLAST_CACHE'] ?? join(configFolder, '.cache');
}
