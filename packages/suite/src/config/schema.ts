import { AugmentationOptions, DataOptions } from '@ballast/data';
import { z } from 'zod';
import { Published } from './published.ts';
import { ReportOptions } from './reportOptions.ts';

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

const AxisValue = z.strictObject({
  label: z.string().optional().describe('For people; without it, the name of the value.'),
  overrides: z
    .record(z.string(), z.unknown())
    .default({})
    .describe('What this value changes in dataset, data, augmentation, model, methodDefaults, methods, corruptions.'),
});

/** A dimension of the grid beside methods, corruptions and seeds. */
const Axis = z.strictObject({
  label: z.string().optional().describe('For people; without it, the name of the axis.'),
  show: z.enum(['columns', 'rows']).default('columns').describe('Where the table has its values.'),
  values: z.record(z.string(), AxisValue),
});

/** The part of the grid that is meant; what is left out is meant whole. */
const Only = z.strictObject({
  methods: z.array(z.string()).min(1).optional(),
  corruptions: z.array(z.string()).min(1).optional(),
  axes: z.record(z.string(), z.array(z.string()).min(1)).default({}).describe('Names of values, by axis.'),
});

/** The parts of a suite's results that the author chooses. */
export const Selection = z.strictObject({
  bestOnTest: z.boolean().default(false).describe('Also show the best epoch on test; every table marks it.'),
  selectBy: z
    .enum(['accuracy', 'balancedAccuracy', 'macroF1'])
    .optional()
    .describe('What the best epoch on validation is best by; accuracy unless given.'),
});

/** How cells are computed. The number of processes changes no result; backend and threads may. */
export const Execution = z.strictObject({
  processes: z.int().min(1).optional().describe('Child processes at a time; without it, one a core.'),
  backend: z.enum(['auto', 'wasm', 'native']).default('auto'),
  threads: z.int().min(1).default(1).describe('Threads of each process.'),
});

/** `suite.yaml`: a grid of methods × corruptions × axes × seeds. */
export const SuiteFile = z.strictObject({
  $schema: z.string().optional().describe('For editors; Ballast does not read it.'),
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
  axes: z.record(z.string(), Axis).default({}).describe('Further dimensions of the grid.'),
  only: Only.prefault({}).describe('The part of the grid that is meant.'),
  profiles: z
    .record(z.string(), z.record(z.string(), z.unknown()))
    .default({})
    .describe('By name, what a profile changes in this file; a block that changes its `type` is replaced.'),
  defaultProfile: z.string().optional().describe('The profile that runs unless another one is named.'),
  published: z.array(Published).default([]).describe('Numbers that papers give for cells of this grid.'),
  report: ReportOptions.prefault({}),
  selection: Selection.prefault({}),
  execution: Execution.prefault({}),
  tracker: PluginChoice.describe("A tracker plugin; without it, the Ballast config's."),
  launcher: z
    .unknown()
    .optional()
    .describe("Where phases run: in-process, local or slurm; without it, the Ballast config's."),
  resultsFolder: z.string().optional().describe('Relative to the current folder; without it, `results`.'),
});
export type SuiteFile = z.output<typeof SuiteFile>;
