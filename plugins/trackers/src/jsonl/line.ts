import { z } from 'zod';

const Moment = {
  /** Whole milliseconds since 1970. */
  time: z.int().nonnegative(),
};
const Count = z.int().nonnegative();

/** A line of `events.jsonl`: what happened, and when. Metrics that are no numbers are null. */
export const EventLine = z.discriminatedUnion('type', [
  z.strictObject({
    ...Moment,
    type: z.literal('suite-started'),
    suite: z.string(),
    cells: Count,
    cached: Count.describe('Cells that were finished before.'),
    epochs: z.record(z.string(), Count).optional().describe("Epochs to be run, by the phase's name."),
  }),
  z.strictObject({
    ...Moment,
    type: z.literal('phase-started'),
    cell: z.string(),
    phase: z.string(),
    epochs: Count.optional(),
  }),
  z.strictObject({
    ...Moment,
    type: z.literal('epoch-finished'),
    cell: z.string().describe('The first of those that share the phase.'),
    phase: z.string(),
    epoch: Count.describe('From 0.'),
    epochs: Count,
    metrics: z.record(z.string(), z.number().nullable()),
  }),
  z.strictObject({ ...Moment, type: z.literal('phase-finished'), cell: z.string(), phase: z.string() }),
  z.strictObject({
    ...Moment,
    type: z.literal('cell-finished'),
    cell: z.string(),
    status: z.enum(['finished', 'failed']),
    message: z.string().optional(),
  }),
  z.strictObject({ ...Moment, type: z.literal('suite-finished'), suite: z.string(), seconds: z.number() }),
]);
export type EventLine = z.output<typeof EventLine>;
