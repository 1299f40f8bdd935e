import { renderMarkdownTable, tablesOf } from '@ballast/report';
import type { CellStatus, SuiteResults } from '@ballast/suite/results';
import { endOf, startOf, statusOfGroup } from './groups.ts';
import type { RunView } from './runView.ts';
import { commonTags, note } from './tags.ts';

/** There is one in a store. */
export const suiteIdentity = 'suite';

/** The suite: what it is about, and its table as its description. Its settings may change, so they are no parameters. */
export function suiteRun(results: SuiteResults, isRunning: boolean): RunView {
  const { name, profile, cells, seeds, methods, corruptions } = results;
  return {
    identity: suiteIdentity,
    parent: undefined,
    name: profile === undefined ? name : `${name}, ${profile}`,
    status: statusOfGroup(cells, isRunning),
    startTime: startOf(cells),
    endTime: endOf(cells, isRunning),
    params: {},
    tags: {
      ...commonTags(results),
      ...note(describe(results)),
      'ballast.kind': 'suite',
      'ballast.methods': methods.map(({ id }) => id).join(', '),
      'ballast.corruptions': corruptions.map(({ id }) => id).join(', '),
      'ballast.seeds': seeds.join(', '),
      ...(results.overrides.length === 0 ? {} : { 'ballast.overrides': results.overrides.join(' ') }),
      'ballast.cells': `${count(results, 'finished')} of ${String(cells.length)} finished, ${count(results, 'failed')} failed`,
    },
    points: [],
    computation: undefined,
    datasets: () => [],
  };
}

/** The suite's tables in Markdown. */
export function tablesInMarkdown(results: SuiteResults): string {
  return tablesOf(results).map(renderMarkdownTable).join('\n');
}

function describe(results: SuiteResults): string {
  return [`## ${results.title}`, results.description, tablesInMarkdown(results)].join('\n\n');
}

function count({ cells }: SuiteResults, wanted: CellStatus): string {
  return String(cells.filter(({ status }) => status === wanted).length);
}
