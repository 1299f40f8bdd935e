import { basename, dirname, join } from 'node:path';

const views = 'views';

/**
 * `results/<suite>/`: where everything of a suite stands; or `results/<suite>/views/<view>/`: the index and the report
 * of the suite with a profile or with arguments that changed it. Cells and phases are named by their content, so a
 * view's are those of the suite.
 */
export interface SuiteFolder {
  readonly root: string;
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
    indexFile: join(root, 'suite.json'),
    lockFile: join(root, 'lock'),
    reportFile: join(root, 'report.html'),
    cell: (name) => join(store, 'cells', name),
    phase: (folderName) => join(store, 'phases', folderName),
  };
}

/** The folder of a view; of the suite itself where none is named. */
export function viewFolder(root: string, view: string | undefined): SuiteFolder {
  return suiteFolder(view === undefined ? root : join(root, views, view));
}

function isView(root: string): boolean {
  return basename(dirname(root)) === views;
}
