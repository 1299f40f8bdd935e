import { join } from 'node:path';

/** `results/<suite>/`: where everything of a suite stands. */
export interface SuiteFolder {
  readonly root: string;
  readonly indexFile: string;
  readonly lockFile: string;
  readonly reportFile: string;
  cell(name: string): string;
  phase(folderName: string): string;
}

export function suiteFolder(root: string): SuiteFolder {
  return {
    root,
    indexFile: join(root, 'suite.json'),
    lockFile: join(root, 'lock'),
    reportFile: join(root, 'report.html'),
    cell: (name) => join(root, 'cells', name),
    phase: (folderName) => join(root, 'phases', folderName),
  };
}
