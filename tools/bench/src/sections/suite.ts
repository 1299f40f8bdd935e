import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../places.ts';
import { secondsOfSuite } from '../processes/suiteRun.ts';
import { cell } from '../report/markdown.ts';
import { ratioOf, spreadOf } from '../report/statistics.ts';
import type { Section } from '../section.ts';

const mostRounds = 3;

/** Four cells, long enough that starting processes is a small part. */
const suiteText = (processes: number, threads: number): string => `title: Threads against processes
dataset: { type: digits }
data: { meta: { perClass: 5 } }
augmentation: { padding: 1, paddingMode: zero }
model: { type: resnet, depth: 20 }
seeds: [0, 1, 2, 3]
corruptions: { none: {} }
methodDefaults: { epochs: 8, batchSize: 128 }
methods: { cross-entropy: { type: plain, loss: cross-entropy } }
execution: { processes: ${String(processes)}, threads: ${String(threads)}, backend: native }
`;

const ways = {
  '1 cell × 2 threads': suiteText(1, 2),
  '2 cells × 1 thread': suiteText(2, 1),
};

export const suite: Section = {
  name: 'suite',
  title: 'Threads against processes',
  // eslint-disable-next-line @typescript-eslint/require-await -- one form for all sections
  measure: async (settings) => {
    const seconds: Record<string, number[]> = {};
    for (let round = 0; round < Math.min(settings.rounds, mostRounds); round++) {
      for (const [way, text] of Object.entries(ways)) (seconds[way] ??= []).push(secondsOf(text));
    }
    const [one = [], two = []] = Object.values(seconds);
    return {
      notes: ['A suite of four cells (ResNet-20 on the digits, 8 epochs) with one process at a time and with two.'],
      tables: [
        {
          head: ['way', 's', '/ the first'],
          rows: [
            ['1 cell × 2 threads', cell(spreadOf(one), 1), '1.00'],
            ['2 cells × 1 thread', cell(spreadOf(two), 1), cell(ratioOf(two, one), 2)],
          ],
        },
      ],
      bars: [],
      readings: seconds,
    };
  },
};

function secondsOf(text: string): number {
  mkdirSync(cacheFolder, { recursive: true });
  // Inside the workspace, so that its plugins are found.
  const folder = mkdtempSync(join(cacheFolder, 'suite-'));
  writeFileSync(join(folder, 'suite.yaml'), text);
  try {
    return secondsOfSuite({ suite: folder });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
