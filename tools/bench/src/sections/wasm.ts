import { startBallast } from '../processes/ballast.ts';
import { cell } from '../report/markdown.ts';
import { ratioOf, spreadOf } from '../report/statistics.ts';
import { takeTurns } from '../rounds.ts';
import type { Section } from '../section.ts';

const batch = 32;
const mostRounds = 5;
const names = ['plain', 'meta', 'SLMO 3'];

export const wasm: Section = {
  name: 'wasm',
  title: 'Without the native backend',
  measure: async (settings) => {
    const process = startBallast('ballast', { ...settings, batch, metaBatch: batch }, { backend: 'wasm', threads: 1 });
    try {
      const contestants = names.map((name) => ({ name, process, step: `${name}, compiled` }));
      const times = await takeTurns(contestants, Math.min(settings.rounds, mostRounds));
      const seconds = (name: string) => (times[name]?.rounds ?? []).map((time) => time / 1000);
      const ratio = (name: string) => ratioOf(seconds(name), seconds('plain'));
      return {
        notes: [
          `The wasm backend, one thread, ResNet-${String(settings.depth)}, batch and meta batch ${String(batch)}. ` +
            'Steps as training runs them: what a step asks for twice is computed once.',
        ],
        tables: [
          {
            head: ['step', 's', '/ plain step'],
            rows: names.map((name) => [name, cell(spreadOf(seconds(name)), 2), cell(ratio(name), 2)]),
          },
        ],
        bars: [
          { what: 'plain step, s', limit: { atMost: 1.2 }, measured: spreadOf(seconds('plain')) },
          { what: 'meta step / plain step', limit: { atMost: 3.5 }, measured: ratio('meta') },
        ],
        readings: times,
      };
    } finally {
      process.stop();
    }
  },
};
