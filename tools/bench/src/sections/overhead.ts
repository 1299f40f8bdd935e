import { startBallast } from '../processes/ballast.ts';
import { cell } from '../report/markdown.ts';
import { ratioOf, spreadOf, type Spread } from '../report/statistics.ts';
import type { Section } from '../section.ts';

interface Reading {
  readonly steps: number;
  readonly epoch: number;
}

const stepsAnEpoch = 10;
const augmentedImages = 30_000;
const decodings = 2;

export const overhead: Section = {
  name: 'overhead',
  title: 'Outside the step',
  measure: async (settings) => {
    const process = startBallast('epochs', settings);
    const decoding = startBallast('decoding', settings);
    try {
      const images = stepsAnEpoch * settings.batch;
      const readings = (await process.ask({ do: 'epochs', images, epochs: settings.rounds + 1 })) as Reading[];
      const augmented: number[] = [];
      for (let round = 0; round < settings.rounds; round++) {
        augmented.push((await process.ask({ do: 'augmentation', images: augmentedImages })) as number);
      }
      const decoded = (await decoding.ask({ do: 'decode', times: decodings })) as {
        images: string;
        perSecond: number[];
      };
      const epochs = readings.map(({ epoch }) => epoch);
      const outside = shareOutside(readings);
      return {
        notes: [
          `Epochs of ${String(images)} images in the form of CIFAR-10 (probing: standard augmentation, loss curves, log, ` +
            'checkpoint), each right after as many compiled steps alone on a batch that stays. The share outside is ' +
            '1 − steps / epoch; it has what preparing batches in another thread takes from the step in it. ' +
            `Decoded: ${decoded.images}.`,
        ],
        tables: [
          {
            head: ['what', 'reading'],
            rows: [
              [`epoch of ${String(stepsAnEpoch)} steps, ms`, cell(spreadOf(epochs), 0)],
              ['the same steps alone, ms', cell(spreadOf(readings.map(({ steps }) => steps)), 0)],
            ],
          },
        ],
        bars: [
          { what: 'share of an epoch outside the step, %', limit: { atMost: 3 }, measured: outside },
          { what: 'augmentation, images/s', limit: { atLeast: 10_000 }, measured: spreadOf(augmented) },
          { what: 'first decoding, images/s', limit: { atLeast: 3_000 }, measured: spreadOf(decoded.perSecond) },
        ],
        readings: { readings, augmented, decoded },
      };
    } finally {
      process.stop();
      decoding.stop();
    }
  },
};

function shareOutside(readings: readonly Reading[]): Spread {
  const steps = readings.map((reading) => reading.steps);
  const epochs = readings.map(({ epoch }) => epoch);
  const { median, lower, upper } = ratioOf(steps, epochs);
  return { median: 100 * (1 - median), lower: 100 * (1 - upper), upper: 100 * (1 - lower) };
}
