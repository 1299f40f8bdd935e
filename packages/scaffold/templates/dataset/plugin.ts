import {
  createRandom,
  definePlugin,
  inject,
  injectable,
  PluginOptions,
  type Dataset,
  type ImageDataset,
  type LabelledImages,
  type Random,
} from '@ballast/core';
import { z } from 'zod';

const Options = z.strictObject({
  perClass: z.int().positive().default(100).describe('Training images of each class; a quarter as many for testing.'),
});

const classNames = ['horizontal', 'vertical', 'diagonal'];
const side = 8;

/** Grey 8×8 images of one line each, among noise: replace it by your images. */
@injectable()
class TemplateName implements Dataset {
  constructor(@inject(PluginOptions) private readonly options: z.infer<typeof Options>) {}

  /** The same images every time: the seed is fixed, and no cell's. */
  load(): Promise<ImageDataset> {
    const { perClass } = this.options;
    return Promise.resolve({
      classNames,
      imageShape: { height: side, width: side, channels: 1 },
      normalisation: { mean: [50], standardDeviation: [60] },
      train: drawImages(perClass, createRandom('template-name train')),
      test: drawImages(Math.ceil(perClass / 4), createRandom('template-name test')),
    });
  }
}

function drawImages(perClass: number, random: Random): LabelledImages {
  const count = perClass * classNames.length;
  const trueLabels = Int32Array.from({ length: count }, (_, index) => index % classNames.length);
  const pixels = new Uint8Array(count * side * side);
  trueLabels.forEach((label, index) => {
    pixels.set(drawLine(label, random), index * side * side);
  });
  return { count, pixels, trueLabels };
}

/** [height, width] bytes. */
function drawLine(label: number, random: Random): Uint8Array {
  const shift = random.integer(side);
  return Uint8Array.from({ length: side * side }, (_, pixel) => {
    const [row, column] = [Math.floor(pixel / side), pixel % side];
    const across = [row, column, (row + column) % side][label];
    return random.integer(80) + (across === shift ? 150 : 0);
  });
}

export default definePlugin({
  kind: 'dataset',
  id: 'template-name',
  docs: { summary: 'One sentence that says what it does.', paper: 'Authors year, Title' },
  options: Options,
  use: TemplateName,
});
