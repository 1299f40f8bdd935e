import { secondsOfSuite } from '../processes/suiteRun.ts';
import { cell } from '../report/markdown.ts';
import { ratioOf, spreadOf } from '../report/statistics.ts';
import type { Section } from '../section.ts';

const mostRounds = 2;
/** What `npm start` runs, and the third of it that is run here. */
const suite = 'experiments/digits';
const parameters = ['--only', 'seed0'];
const withoutCompiling = new URL('../workers/withoutCompiling.mjs', import.meta.url).href;

const ways = {
  native: { BALLAST_BACKEND: 'native' },
  'native, steps op by op': { BALLAST_BACKEND: 'native', NODE_OPTIONS: `--import ${withoutCompiling}` },
  wasm: { BALLAST_BACKEND: 'wasm' },
} as const;

export const start: Section = {
  name: 'start',
  title: '`npm start`',
  // eslint-disable-next-line @typescript-eslint/require-await -- one form for all sections
  measure: async (settings) => {
    const seconds: Record<string, number[]> = {};
    for (let round = 0; round < Math.min(settings.rounds, mostRounds); round++) {
      for (const [way, environment] of Object.entries(ways)) {
        (seconds[way] ??= []).push(secondsOfSuite({ suite, parameters, environment }));
      }
    }
    const of = (way: keyof typeof ways): readonly number[] => seconds[way] ?? [];
    return {
      notes: ['The suite of `npm start` with one of its three seeds, from nothing to its report.'],
      tables: [
        {
          head: ['way', 's', '/ native'],
          rows: Object.entries(seconds).map(([way, readings]) => [
            way,
            cell(spreadOf(readings), 1),
            cell(ratioOf(readings, of('native')), 2),
          ]),
        },
      ],
      bars: [
        {
          what: '`npm start`, op by op / compiled',
          limit: { atLeast: 2 },
          measured: ratioOf(of('native, steps op by op'), of('native')),
        },
      ],
      readings: seconds,
    };
  },
};
