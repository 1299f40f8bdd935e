import { z } from 'zod';

/** Parts of a report, in the order in which it shows them. */
export const reportSections = [
  'summary',
  'table',
  'tuning',
  'ranking',
  'significance',
  'robustness',
  'curves',
  'weights',
  'confusion',
  'detection',
  'costs',
  'failures',
  'configuration',
] as const;

/** What table and report show of the results. */
export const ReportOptions = z.strictObject({
  sections: z
    .array(z.enum(reportSections))
    .optional()
    .describe('The parts that the report has; without it, all for which there are results.'),
  baseline: z.string().optional().describe('The method that tests of significance compare the others with.'),
  published: z
    .boolean()
    .optional()
    .describe('Whether published numbers are shown; asked for where there are none, their column stays empty.'),
});
export type ReportOptions = z.output<typeof ReportOptions>;
