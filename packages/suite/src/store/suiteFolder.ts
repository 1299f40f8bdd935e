import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const views = 'views';

/**
 * `results/<suite>/`: where everything of a suite stands; or `results/<suite>/views/<view>/`: the index and the report
 * of the suite with a profile or with arguments that changed it. Cells and phases are named by their content, so a
 * view's are those of the suite.
 */
export interface SuiteFolder {
  readonly root: string;
  /** `results/<suite>/`, also of a view. */
  readonly store: string;
  readonly indexFile: string;
  readonly lockFile: string;
  readonly reportFile: string;
  cell(name: string): string;
  phase(folderName: string): string;
}

export function suiteFolder(root: string): SuiteFolder {
  const store = isView(root) ? dirname(dirname(root)) : root;
  return {
    root,
    store,
    indexFile: join(root, 'suite.json'),
    lockFile: join(root, 'lock'),
    reportFile: join(root, 'report.html'),
    cell: (name) => join(store, 'cells', name),
    phase: (folderName) => join(store, 'phases', folderName),
  };
}

/** The suites whose results stand beside these, by name; in alphabetical order. */
export function otherSuites({ store }: Pick<SuiteFolder, 'store'>): ReadonlyMap<string, SuiteFolder> {
  const results = dirname(store);
  const names = foldersIn(results).filter((name) => name !== basename(store));
  return new Map(names.map((name) => [name, suiteFolder(join(results, name))]));
}

/** Names of the phases that a suite's store has a folder for, finished or not. */
export function storedPhases({ store }: Pick<SuiteFolder, 'store'>): string[] {
  return foldersIn(join(store, 'phases'));
}

/** The folder of a view; of the suite itself where none is named. */
export function viewFolder(root: string, view: string | undefined): SuiteFolder {
  return suiteFolder(view === undefined ? root : join(root, views, view));
}

/** All views of a suite that have a folder, the suite itself first. */
export function viewsBeside({ store }: Pick<SuiteFolder, 'store'>): SuiteFolder[] {
  const named = foldersIn(join(store, views)).map((view) => viewFolder(store, view));
  return [suiteFolder(store), ...named];
}

function isView(root: string): boolean {
  return basename(dirname(root)) === views;
}

/** None where there is no such folder, or none that can be read. */
function foldersIn(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name).sort(); // prettier-ignore
  } catch {
    return [];
  }
}
