import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspace } from '../places.ts';
import { startBallast } from '../processes/ballast.ts';
import { drawScaling, type ScalingPoint } from '../report/drawScaling.ts';
import { cell } from '../report/markdown.ts';
import { spreadOf } from '../report/statistics.ts';
import type { Bar, Section, Settings } from '../section.ts';

const figure = 'docs/performance-scaling.svg';
const runs = 4;
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
    for (const ladder of Object.keys(ladders) as Ladder[]) {
      for (const size of ladders[ladder]) points.push(await pointOf(ladder, size, settings));
    }
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

async function pointOf(ladder: Ladder, size: number, settings: Settings): Promise<ScalingPoint> {
  return ladder === 'samples' ? epochPoint(size, settings) : stepPoint(ladder, size, settings);
}

async function stepPoint(ladder: 'batch' | 'layers', size: number, settings: Settings): Promise<ScalingPoint> {
  const step = 'meta, compiled';
  const sizes =
    ladder === 'batch'
      ? { depth: 20, batch: size, metaBatch: size }
      : { depth: size, batch: settings.batch / 2, metaBatch: settings.batch / 2 };
  const process = startBallast('ballast', sizes);
  try {
    const { later } = (await process.ask({ do: 'memory', step })) as { readonly later: number };
    const times: number[] = [];
    for (let run = 0; run < runs; run++) times.push(await process.run(step));
    return { ladder, size, times, memory: later };
  } finally {
    process.stop();
  }
}

async function epochPoint(images: number, settings: Settings): Promise<ScalingPoint> {
  const process = startBallast('epochs', { ...settings, depth: 8, batch: imagesAStep });
  try {
    const memory = (await process.ask({ do: 'memory', images })) as number;
    const readings = (await process.ask({ do: 'epochs', images, epochs: runs + 1 })) as { readonly epoch: number }[];
    return { ladder: 'samples', size: images, times: readings.map(({ epoch }) => epoch), memory };
  } finally {
    process.stop();
  }
}

/** The largest growth from one size to the next, over the growth of the size. */
function barsOf(ladder: Ladder, points: readonly ScalingPoint[]): Bar[] {
  const own = points.filter((point) => point.ladder === ladder);
  const growth = (value: (point: ScalingPoint) => number): number => {
    const factors = own.slice(1).map((point, index) => {
      const before = own[index] as ScalingPoint;
      return value(point) / value(before) / (point.size / before.size);
    });
    return Math.max(...factors);
  };
  const bar = (what: string, measured: number): Bar => ({
    what,
    limit: { atMost: 1.1 },
    measured: { median: measured, lower: measured, upper: measured },
  });
  return [
    bar(
      `time by ${ladder}, largest growth`,
      growth(({ times }) => spreadOf(times).median),
    ),
    bar(
      `memory by ${ladder}, largest growth`,
      growth(({ memory }) => memory),
    ),
  ];
}
