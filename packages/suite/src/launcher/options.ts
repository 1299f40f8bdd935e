import { z } from 'zod';

const InProcess = z.strictObject({ type: z.literal('in-process') });
const Local = z.strictObject({ type: z.literal('local') });

const Slurm = z.strictObject({
  type: z.literal('slurm'),
  partition: z.string().optional(),
  account: z.string().optional(),
  time: z
    .string()
    .optional()
    .describe('Time limit of a job, e.g. 4:00:00; a phase that needs longer goes on in the next.'),
  memory: z.string().optional().describe('Memory of a job, e.g. 4G.'),
  cpusPerTask: z.int().min(1).optional().describe("Without it, the suite's threads."),
  phasesPerJob: z.int().min(1).default(1).describe('Small phases that one job runs in turn.'),
  maximumArraySize: z.int().min(1).default(1000).describe("At most the cluster's MaxArraySize."),
  arguments: z.array(z.string()).default([]).describe('Given to sbatch as they are, e.g. --gres=gpu:1.'),
  warningSeconds: z
    .int()
    .min(10)
    .default(120)
    .describe('How long before its time limit a job saves and requeues itself.'),
  pollSeconds: z.number().positive().default(10).describe('How often the queue is asked.'),
});
export type SlurmOptions = z.output<typeof Slurm>;

/** Where phases run, and how; no part of any id. */
export const LauncherOptions = z.discriminatedUnion('type', [InProcess, Local, Slurm]);
export type LauncherOptions = z.output<typeof LauncherOptions>;

/** For the command line. */
export const launcherTypes = LauncherOptions.options.map(({ shape }) => shape.type.value);
