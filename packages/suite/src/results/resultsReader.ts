import { statSync } from 'node:fs';
import { join } from 'node:path';
import { suiteFolder, type SuiteFolder } from '../store/suiteFolder.ts';
import type { IndexedCell } from '../store/suiteIndex.ts';
import { readSuiteResults } from './readSuiteResults.ts';
import type { CellResult, SuiteResults } from './types.ts';

/** Reads the same results again and again, as a watcher of a run does: of the cells only those that changed. */
export class ResultsReader {
  private readonly folder: SuiteFolder;
  private readonly known = new Map<string, { readonly stamp: string; readonly cell: CellResult }>();

  /** @param root the suite's folder in the results store. */
  constructor(root: string) {
    this.folder = suiteFolder(root);
  }

  /** A cell that has not changed is the same object as before. @throws UserError when there are no results. */
  read(): SuiteResults {
    const stamps: string[] = []; // taken before the reading: what changes meanwhile is read again next time
    const results = readSuiteResults(this.folder.root, (cell) => {
      const stamp = stampOf(this.folder, cell);
      stamps.push(stamp);
      const known = this.known.get(cell.name);
      return known?.stamp === stamp ? known.cell : undefined;
    });
    results.cells.forEach((cell, index) => {
      this.known.set(cell.name, { stamp: stamps[index] ?? '', cell });
    });
    return results;
  }
}

/** Changes with every file that a cell's result is read from. */
function stampOf(folder: SuiteFolder, { name, phases }: IndexedCell): string {
  const files = [
    ...['summary.json', 'failure.json'].map((file) => join(folder.cell(name), file)),
    ...phases.flatMap(({ folder: phase }) =>
      ['metrics.jsonl', 'summary.json'].map((file) => join(folder.phase(phase), file)),
    ),
  ];
  return files.map(describeFile).join(' ');
}

function describeFile(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat === undefined ? '-' : `${String(stat.mtimeMs)}:${String(stat.size)}`;
}
