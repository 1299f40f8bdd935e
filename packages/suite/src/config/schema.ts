import { AugmentationOptions, DataOptions } from '@ballast/data';
import { z } from 'zod';

/** Checked by the plugin registry, which knows the plugin's own options, and misses it where it is required. */
const PluginChoice = z.unknown().optional();

const Corruption = z.strictObject({
  label: z.string().optional().describe('For people, e.g. "flip2 0.4, ratio 4".'),
  imbalance: PluginChoice.describe('An imbalance plugin; without it, all samples stay.'),
  noise: PluginChoice.describe('A noise plugin; without it, given labels are the true ones.'),
});

const Method = z.looseObject({
  label: z.string().optional().describe('For people; without it, the name of the method.'),
});

/** The parts of a suite's results that the author chooses. */
export const Selection = z.strictObject({
  bestOnTest: z.boolean().default(false).describe('Also show the best epoch on test; every table marks it.'),
});

/** How cells are computed. The number of processes changes no result; backend and threads may. */
export const Execution = z.strictObject({
  processes: z.int().min(1).optional().describe('Child processes at a time; without it, one a core.'),
  backend: z.enum(['auto', 'wasm', 'native']).default('auto'),
  threads: z.int().min(1).default(1).describe('Threads of each process.'),
});

/** `suite.yaml`: a grid of methods × corruptions × seeds on one data set and model. */
export const SuiteFile = z.strictObject({
  title: z.string(),
  description: z.string().default(''),
  limits: z.array(z.string()).default([]).describe('What the table does not show.'),
  dataset: PluginChoice,
  data: DataOptions.prefault({}),
  augmentation: AugmentationOptions.prefault({}),
  model: PluginChoice,
  seeds: z.array(z.int().nonnegative()).min(1),
  corruptions: z.record(z.string(), Corruption),
  methodDefaults: z
    .record(z.string(), z.unknown())
    .default({})
    .describe('Options for every method whose plugin knows them; a method may override each.'),
  methods: z.record(z.string(), Method),
  selection: Selection.prefault({}),
  execution: Execution.prefault({}),
  tracker: PluginChoice.describe('Where a run can be watched; without it, what the Ballast config says, or nowhere.'),
  resultsFolder: z.string().optional().describe('Relative to the current folder; without it, `results`.'),
});
export type SuiteFile = z.output<typeof SuiteFile>;
