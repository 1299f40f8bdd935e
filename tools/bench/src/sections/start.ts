import { workspace } from '../places.ts';
import { checkOut } from '../processes/earlierCommit.ts';
import { secondsOfSuite } from '../processes/suiteRun.ts';
import { cell } from '../report/markdown.ts';
import { ratioOf, spreadOf } from '../report/statistics.ts';
import type { Section } from '../section.ts';

const mostRounds = 2;
/** What `npm start` runs, and the third of it that is run here. */
const suite = 'experiments/digits';
const parameters = ['--only', 'seed0'];
const withoutCompiling = new URL('../workers/withoutCompiling.mjs', import.meta.url).href;

/** The last commit whose steps were not compiled: what the bar compares with. */
const notCompiled = '424df5c';
/** Steps were compiled there, and nothing was done about what is around them. */
const compiled = '343d30a';

interface Way {
  readonly environment: Readonly<Record<string, string>>;
  readonly commit?: string;
}

const nativeAt = (commit: string) => `native, at commit ${commit}`;

const ways: Readonly<Record<string, Way>> = {
  native: { environment: { BALLAST_BACKEND: 'native' } },
  ...Object.fromEntries(
    [notCompiled, compiled].map((commit) => [nativeAt(commit), { environment: { BALLAST_BACKEND: 'native' }, commit }]),
  ),
  'native, steps op by op': {
    environment: { BALLAST_BACKEND: 'native', NODE_OPTIONS: `--import ${withoutCompiling}` },
  },
  wasm: { environment: { BALLAST_BACKEND: 'wasm' } },
};

export const start: Section = {
  name: 'start',
  title: '`npm start`',
  // eslint-disable-next-line @typescript-eslint/require-await -- one form for all sections
  measure: async (settings) => {
    const runs = Object.entries(ways).flatMap(([way, { environment, commit }]) => {
      const folder = commit === undefined ? workspace : checkOut(commit);
      return folder === undefined ? [] : [{ way, run: { suite, environment, folder } }];
    });
    // Each file is compiled once, when it is first loaded.
    for (const { run } of runs) secondsOfSuite({ ...run, parameters: ['--only', 'cross-entropy__flip2__seed0'] });
    const seconds: Record<string, number[]> = {};
    for (let round = 0; round < Math.min(settings.rounds, mostRounds); round++) {
      for (const { way, run } of runs) (seconds[way] ??= []).push(secondsOfSuite({ ...run, parameters }));
    }
    const native = seconds['native'] ?? [];
    const before = seconds[nativeAt(notCompiled)];
    return {
      notes: ['The suite of `npm start` with one of its three seeds, from nothing to its report.'],
      tables: [
        {
          head: ['way', 's', '/ native'],
          rows: Object.entries(seconds).map(([way, readings]) => [
            way,
            cell(spreadOf(readings), 1),
            cell(ratioOf(readings, native), 2),
          ]),
        },
      ],
      bars: [
        {
          what: `at commit ${notCompiled} / now`,
          limit: { atLeast: 2 },
          measured: before && ratioOf(before, native),
        },
      ],
      readings: seconds,
    };
  },
};
