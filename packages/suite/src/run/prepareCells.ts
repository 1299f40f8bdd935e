import type { BackendDescription } from '@ballast/tensor';
import { join } from 'node:path';
import { fileContents } from '../cells/contents.ts';
import type { PlannedCell } from '../cells/phasePlan.ts';
import { cellCode } from '../code/cellCode.ts';
import { CodeBase } from '../code/codeBase.ts';
import { TaskData } from '../launcher/taskData.ts';
import type { SuiteFolder } from '../store/suiteFolder.ts';
import type { SuiteIndex } from '../store/suiteIndex.ts';
import { checkSuite } from './checkSuite.ts';
import { describeCommand } from './describeCommand.ts';
import { gitCommit } from './gitCommit.ts';
import type { OpenSuite } from './openSuite.ts';
import type { RunOptions } from './runOptions.ts';
import { indexSuite, methodInstances, planCells, type MethodInstances } from './suitePlan.ts';

/** The cells of a suite, with what was needed to plan them. */
export interface PlannedSuite {
  readonly planned: readonly PlannedCell[];
  readonly methods: MethodInstances;
  readonly codeBase: CodeBase;
}

/** Computes nothing, and reads no images. */
export function planSuiteCells(
  { suite, registry, configFolder }: OpenSuite,
  arithmetic: Pick<BackendDescription, 'backend' | 'threads'>,
  codeBase = new CodeBase(configFolder),
): PlannedSuite {
  const methods = methodInstances(registry);
  const planned = planCells(suite, methods, arithmetic, cellCode(registry, codeBase), fileContents(registry));
  return { planned, methods, codeBase };
}

/** Every cell of a suite that was found right. */
export interface PreparedCells {
  readonly planned: readonly PlannedCell[];
  readonly index: SuiteIndex;
}

/** Loads the data sets once, here, so that workers find what they download. */
export async function prepareCells(
  opened: OpenSuite,
  folder: SuiteFolder,
  backend: BackendDescription,
  { program, resultsFolder, report }: Pick<RunOptions, 'program' | 'resultsFolder' | 'report'>,
): Promise<PreparedCells> {
  const { name, profile, overrides, suite, registry, configFolder } = opened;
  const data = new TaskData(registry, { cacheDirectory: cacheDirectory(configFolder), report });
  const loaded = await Promise.all(
    suite.variants.map(async (variant) => ({ variant, dataset: await data.dataset(variant.dataset) })),
  );
  const { planned, methods, codeBase } = planSuiteCells(opened, backend);
  checkSuite(suite, registry, methods, loaded);
  const commit = gitCommit(configFolder);
  const index = indexSuite(suite, planned, {
    ...{ name, profile, overrides, methods },
    classNames: loaded[0]?.dataset.classNames ?? [],
    versions: { ...backend.versions, ...codeBase.versions(), ...(commit === undefined ? {} : { commit }) },
    command: describeCommand(program, opened, resultsFolder),
    codeRoots: codeBase.rootsFrom(folder.root),
  });
  return { planned, index };
}

/** Where data sets are kept between runs: beside the Ballast config, unless `BALLAST_CACHE` names a folder. */
export function cacheDirectory(configFolder: string): string {
  return process.env['BALLAST_CACHE'] ?? join(configFolder, '.cache');
}
