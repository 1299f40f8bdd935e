import { startBallast } from '../processes/ballast.ts';
import { cell } from '../report/markdown.ts';
import { ratioOf, spreadOf } from '../report/statistics.ts';
import { takeTurns } from '../rounds.ts';
import type { Section } from '../section.ts';

const skipped = [0, 1, 2, 3];
const toMetaLoss = (stages: number) => `to the meta loss ${String(stages)}, compiled`;
const toWeightNet = (stages: number) => `to the weight net ${String(stages)}, compiled`;

/** Table 8 of Jiang et al. 2022: what skipped stages save. Their milliseconds are for their GPU. */
const published: Readonly<Record<number, number>> = { 0: 239.94, 1: 222.45, 2: 65.44, 3: 41.98 };

export const table8: Section = {
  name: 'table8',
  title: "Skipped stages: Table 8 of CurveNet's paper",
  measure: async (settings) => {
    const process = startBallast('ballast', settings);
    try {
      const names = skipped.flatMap((stages) => [toMetaLoss(stages), toWeightNet(stages)]);
      const times = await takeTurns(
        names.map((step) => ({ name: step, process, step })),
        settings.rounds,
      );
      const whole = (stages: number) => times[toWeightNet(stages)]?.rounds ?? [];
      const span = (stages: number) => {
        const before = times[toMetaLoss(stages)]?.rounds ?? [];
        return whole(stages).map((time, round) => time - (before[round] ?? Number.NaN));
      };
      return {
        notes: [
          'The span that the paper times goes from the meta loss backward to the update of the weight net. A compiled ' +
            'step is one graph, so the span is the time of all up to that update less that of all up to the meta loss, ' +
            'round by round. The paper has 5.71.',
        ],
        tables: [
          {
            head: ['skipped stages', 'virtual step and meta gradient, ms', 'span, ms', 'span, 0 / this', 'paper, ms'],
            rows: skipped.map((stages) => [
              String(stages),
              cell(spreadOf(whole(stages)), 0),
              cell(spreadOf(span(stages)), 0),
              cell(ratioOf(span(0), span(stages)), 2),
              String(published[stages]),
            ]),
          },
        ],
        bars: [
          { what: 'span, SLMO 0 / 3', limit: { atLeast: 5.71 }, measured: ratioOf(span(0), span(3)) },
          {
            what: 'virtual step and meta gradient, SLMO 0 / 3',
            limit: { atLeast: 3 },
            measured: ratioOf(whole(0), whole(3)),
          },
        ],
        readings: times,
      };
    } finally {
      process.stop();
    }
  },
};
