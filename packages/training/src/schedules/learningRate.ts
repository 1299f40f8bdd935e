import type {
  CyclicalScheduleOptions,
  SawToothScheduleOptions,
  ScheduleOptions,
  StepScheduleOptions,
} from './options.ts';

export interface EpochOfPhase {
  /** 0-based. */
  readonly epoch: number;
  /** How many epochs the phase has. */
  readonly epochs: number;
}

/** The learning rate of one epoch. */
export function learningRateAt(options: ScheduleOptions, when: EpochOfPhase): number {
  const warmup = when.epoch < options.warmupEpochs ? (when.epoch + 1) / options.warmupEpochs : 1;
  return scheduledRate(options, when) * warmup;
}

function scheduledRate(options: ScheduleOptions, when: EpochOfPhase): number {
  switch (options.type) {
    case 'constant':
      return options.learningRate;
    case 'step':
      return stepRate(options, when);
    case 'cosine': {
      const { learningRate, finalLearningRate } = options;
      const share = (1 + Math.cos((Math.PI * when.epoch) / when.epochs)) / 2;
      return finalLearningRate + (learningRate - finalLearningRate) * share;
    }
    case 'cyclical':
      return cyclicalRate(options, when);
    case 'saw-tooth':
      return sawToothRate(options, when);
    case 'linear':
      return linearRate(options.learningRate, epochAt(options.constantEpochs, when.epochs), when);
  }
}

function stepRate(options: StepScheduleOptions, { epoch, epochs }: EpochOfPhase): number {
  const passed = options.milestones.filter((milestone) => epoch >= epochAt(milestone, epochs)).length;
  if (passed === 0) return options.learningRate;
  const value = options.values?.[passed - 1];
  if (value !== undefined) return value;
  return options.learningRate * (options.factors?.[passed - 1] ?? (options.factor ?? 0.1) ** passed);
}

function cyclicalRate(options: CyclicalScheduleOptions, { epoch, epochs }: EpochOfPhase): number {
  const sinceStart = epoch - epochAt(options.constantEpochs, epochs);
  if (sinceStart < 0) return options.learningRate;
  return Math.floor(sinceStart / options.halfPeriod) % 2 === 0 ? options.high : options.low;
}

/** (1 − t) · high + t · low with t = 1/period, 2/period … 1 (O2U-Net, Huang et al. 2019). */
function sawToothRate(options: SawToothScheduleOptions, { epoch, epochs }: EpochOfPhase): number {
  const sinceStart = epoch - epochAt(options.constantEpochs, epochs);
  if (sinceStart < 0) return options.learningRate;
  const fallen = ((sinceStart % options.period) + 1) / options.period;
  return (1 - fallen) * options.high + fallen * options.low;
}

/** Falls from its last constant epoch's rate so that it would be 0 after the last one. */
function linearRate(learningRate: number, from: number, { epoch, epochs }: EpochOfPhase): number {
  return epoch < from ? learningRate : (learningRate * (epochs - epoch)) / (epochs - from);
}

/** The epoch of a moment: itself, or below 1 that fraction of the phase, rounded to a whole epoch. */
export function epochAt(moment: number, epochs: number): number {
  return moment < 1 ? Math.round(moment * epochs) : moment;
}
