import type { SuiteFolder } from '../store/suiteFolder.ts';
import { writeSuiteIndex } from '../store/suiteIndex.ts';
import { openSuite, resultsOf } from './openSuite.ts';
import { prepareCells } from './prepareCells.ts';
import type { RunOptions } from './runOptions.ts';
import { startBackend } from './startBackend.ts';

/**
 * Brings the index of a suite's results up to date with its file: cells that were added stand in it, cells that were
 * removed do not. Computes nothing.
 * @throws UserError with every mistake in the suite.
 */
export async function refreshIndex(
  options: Pick<RunOptions, 'path' | 'profile' | 'args' | 'tuned' | 'resultsFolder' | 'program' | 'report'>,
): Promise<SuiteFolder> {
  const opened = await openSuite(options.path, options);
  const folder = resultsOf(opened, options.resultsFolder);
  const { index } = await prepareCells(opened, folder, await startBackend(opened), options);
  writeSuiteIndex(folder, index);
  return folder;
}
