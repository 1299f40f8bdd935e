import { z } from 'zod';

const Percent = z.number().min(0).max(100);

const PublishedValue = z
  .union([Percent, z.strictObject({ mean: Percent, deviation: z.number().nonnegative().optional() })])
  .transform((value) => (typeof value === 'number' ? { mean: value, deviation: undefined } : value))
  .describe('Test accuracy in percent: its mean, or mean and standard deviation over runs.');

/** What one table of one paper says about cells of the grid. */
export const Published = z.strictObject({
  paper: z.string().describe('Authors, year, title.'),
  table: z.string().optional().describe('Where in the paper, e.g. "Table 2".'),
  url: z.string().optional(),
  measure: z
    .enum(['last', 'best-on-validation', 'best-on-test'])
    .describe('Which epoch the paper shows; the best on test is marked in every table.'),
  axes: z
    .record(z.string(), z.string())
    .default({})
    .describe('The values of axes that the numbers belong to, by axis; needed where the suite has axes.'),
  values: z
    .record(z.string(), z.record(z.string(), PublishedValue))
    .default({})
    .describe('By method, then by corruption.'),
  means: z
    .record(z.string(), PublishedValue)
    .default({})
    .describe(
      'By method: the mean over all corruptions, and over all values of axes in columns that `axes` leaves open.',
    ),
});
export type Published = z.output<typeof Published>;
