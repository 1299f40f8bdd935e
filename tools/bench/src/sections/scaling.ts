import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspace } from '../places.ts';
import type { BenchProcess } from '../processes/benchProcess.ts';
import { startBallast } from '../processes/ballast.ts';
import { drawScaling, type ScalingPoint } from '../report/drawScaling.ts';
import { cell } from '../report/markdown.ts';
import { ratioOf, spreadOf, type Spread } from '../report/statistics.ts';
import type { Bar, Section, Settings } from '../section.ts';

const figure = 'docs/performance-scaling.svg';
const runs = 5;
const imagesAStep = 64;

/** Sizes that double, or as nearly as ResNets come (6n + 2 layers), with the work that they are proportional to. */
const ladders = {
  batch: [32, 64, 128],
  layers: [14, 32, 56],
  samples: [512, 1024, 2048],
} as const;

type Ladder = keyof typeof ladders;

export const scaling: Section = {
  name: 'scaling',
  title: 'How cost grows',
  measure: async (settings) => {
    const points: ScalingPoint[] = [];
    for (const ladder of Object.keys(ladders) as Ladder[]) points.push(...(await climb(ladder, settings)));
    writeFileSync(join(workspace, figure), `${drawScaling(points)}\n`);
    return {
      notes: [
        'A compiled meta step by batch (the meta batch is as large) and by layers of the ResNet, and an epoch of probing ' +
          `with a ResNet-8 in batches of ${String(imagesAStep)} by samples; each in a process of its own. ` +
          'A growth of 1.00 is proportional.',
        `![Time and memory by size](${figure.replace('docs/', '')})`,
      ],
      tables: [
        {
          head: ['what', 'size', 'ms', 'memory above the start, MiB'],
          rows: points.map(({ ladder, size, times, memory }) => [
            ladder,
            String(size),
            cell(spreadOf(times), 0),
            (memory / 2 ** 20).toFixed(0),
          ]),
        },
      ],
      bars: (Object.keys(ladders) as Ladder[]).flatMap((ladder) => barsOf(ladder, points)),
      readings: points,
    };
  },
};

/** All sizes of a ladder take turns, so that an hour's ups and downs are no growth. */
async function climb(ladder: Ladder, settings: Settings): Promise<ScalingPoint[]> {
  const rungs = ladders[ladder].map((size) => ({ size, ...rungOf(ladder, size, settings) }));
  try {
    const points: (ScalingPoint & { times: number[] })[] = [];
    for (const { size, memory } of rungs) points.push({ ladder, size, memory: await memory(), times: [] });
    for (let run = 0; run < runs; run++) {
      for (const [index, { time }] of rungs.entries()) points[index]?.times.push(await time());
    }
    return points;
  } finally {
    for (const { process } of rungs) process.stop();
  }
}

interface Rung {
  readonly process: BenchProcess;
  /** Bytes above the start; warms up. */
  readonly memory: () => Promise<number>;
  /** Milliseconds. */
  readonly time: () => Promise<number>;
}

function rungOf(ladder: Ladder, size: number, settings: Settings): Rung {
  if (ladder === 'samples') return epochRung(size, settings);
  const step = 'meta, compiled';
  const batch = ladder === 'batch' ? size : settings.batch / 2;
  const process = startBallast('ballast', { depth: ladder === 'layers' ? size : 20, batch, metaBatch: batch });
  return {
    process,
    memory: async () => ((await process.ask({ do: 'memory', step })) as { readonly later: number }).later,
    time: () => process.run(step),
  };
}

function epochRung(images: number, settings: Settings): Rung {
  const process = startBallast('epochs', { ...settings, depth: 8, batch: imagesAStep });
  return {
    process,
    memory: async () => (await process.ask({ do: 'memory', images })) as number,
    time: async () => {
      const [reading] = (await process.ask({ do: 'epochs', images, epochs: 2 })) as readonly {
        readonly epoch: number;
      }[];
      return reading?.epoch ?? Number.NaN;
    },
  };
}

/** Growth of cost from each size to the next, over the growth of the size: the larger one is judged. */
function barsOf(ladder: Ladder, points: readonly ScalingPoint[]): Bar[] {
  const own = points.filter((point) => point.ladder === ladder);
  const growth = (readings: (point: ScalingPoint) => readonly number[]): Spread =>
    own
      .slice(1)
      .map((point, index) => {
        const before = own[index] as ScalingPoint;
        const proportional = readings(before).map((value) => (value * point.size) / before.size);
        return ratioOf(readings(point), proportional);
      })
      .reduce((largest, spread) => (spread.median > largest.median ? spread : largest));
  const limit = { atMost: 1.1 };
  return [
    { what: `time by ${ladder}, largest growth`, limit, measured: growth(({ times }) => times) },
    { what: `memory by ${ladder}, largest growth`, limit, measured: growth(({ memory }) => [memory]) },
  ];
}
