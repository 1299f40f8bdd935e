import type { EpochLoop, LoopState, NamedArray, Network, PhaseContext } from '@ballast/core';
import {
  createOptimizer,
  currentLosses,
  disposeReplaced,
  initialClassifier,
  initialSampleWeights,
  learningRateAt,
  type ClassifierState,
  type Evaluation,
  type Optimizer,
} from '@ballast/training';
import { cleanProbabilities, divide } from './division/divide.ts';
import { averagedLosses, emptyLossHistory } from './division/lossHistory.ts';
import { MixMatchEpoch } from './mixMatchEpoch.ts';
import { packPair, pairNetwork, pairState, unpackPair, type NetworkPair } from './networkPair.ts';
import type { DivideMixOptions } from './options.ts';
import { WarmUpEpoch } from './warmUpEpoch.ts';

/** Of the loss passes, in inference mode. */
const lossBatchSize = 256;

type NetworkNumber = 0 | 1;

interface Trained {
  readonly state: ClassifierState;
  readonly train: Evaluation;
}

/** Warm-up epochs of both networks, then epochs of division and MixMatch. */
export class DivideMixLoop implements EpochLoop {
  readonly epochs: number;
  private readonly network: Network;
  private readonly evaluated: Network;
  private readonly optimizer: Optimizer;
  private readonly warmUp: WarmUpEpoch;
  private readonly mixMatch: MixMatchEpoch;

  constructor(
    private readonly context: PhaseContext,
    private readonly options: DivideMixOptions,
  ) {
    this.epochs = options.epochs;
    this.network = context.network('linear');
    this.evaluated = pairNetwork(this.network, options.ensemble);
    this.optimizer = createOptimizer(options.optimizer);
    this.warmUp = new WarmUpEpoch(this.network, this.optimizer, options);
    this.mixMatch = new MixMatchEpoch(this.network, this.optimizer, options);
  }

  initialize(): LoopState {
    const { count } = this.context.task.train;
    const initial = (number: NetworkNumber) =>
      initialClassifier(this.network, this.optimizer, this.contextOf(number).random.split('initial weights'));
    return {
      tensors: packPair([initial(0), initial(1)]),
      arrays: {
        lossHistory: emptyLossHistory(this.options.lossEpochs, count),
        sampleWeights: initialSampleWeights(count),
      },
    };
  }

  async runEpoch({ tensors, arrays }: LoopState, epoch: number): ReturnType<EpochLoop['runEpoch']> {
    const learningRate = learningRateAt(this.options.schedule, { epoch, epochs: this.epochs });
    const before = unpackPair(tensors);
    const isWarmUp = epoch < this.options.warmUpEpochs;
    const clean = isWarmUp ? undefined : await this.cleanProbabilities(before, epoch, arrays);
    const trained = await inTurn(before, (pair, number) =>
      clean === undefined
        ? this.warmUp.train(this.contextOf(number), pair[number], { epoch, learningRate })
        : this.mixMatch.train(this.contextOf(number), [pair[number], pair[other(number)]], {
            epoch,
            learningRate,
            trust: clean[other(number)],
          }),
    );
    const pair: NetworkPair = [trained[0].state, trained[1].state];
    const record = {
      learningRate,
      trainLoss: (trained[0].train.loss + trained[1].train.loss) / 2,
      trainAccuracy: (trained[0].train.accuracy + trained[1].train.accuracy) / 2,
      classifier: { network: this.evaluated, ...pairState(pair) },
      extra: this.notes(clean),
    };
    return { tensors: packPair(pair), record };
  }

  /** [N] by each network, before either learns; their mean stands in `sampleWeights`. */
  private async cleanProbabilities(
    pair: NetworkPair,
    epoch: number,
    arrays: LoopState['arrays'],
  ): Promise<readonly [Float32Array, Float32Array]> {
    const { lossHistory, sampleWeights } = arrays as { lossHistory: NamedArray; sampleWeights: NamedArray };
    const { train } = this.context.task;
    const byNetwork = async (number: NetworkNumber): Promise<Float32Array> => {
      const classifier = { network: this.network, ...pair[number] };
      const losses = await currentLosses(this.context, train, classifier, { epoch, batchSize: lossBatchSize });
      const averaged = averagedLosses(lossHistory, number, epoch - this.options.warmUpEpochs, losses);
      return cleanProbabilities(averaged, this.options.mixture);
    };
    const [first, second] = [await byNetwork(0), await byNetwork(1)];
    first.forEach((probability, sample) => {
      sampleWeights.data[sample] = (probability + (second[sample] as number)) / 2;
    });
    return [first, second];
  }

  /** For the log: how many of the labels are kept. */
  private notes(clean: readonly Float32Array[] | undefined): Readonly<Record<string, number>> {
    if (clean === undefined) return {};
    const kept = clean.map((trust) => divide(trust, this.options.cleanThreshold).labelled.length);
    return {
      labelledShare: kept.reduce((sum, count) => sum + count, 0) / (kept.length * this.context.task.train.count),
    };
  }

  /** The first network draws as plain training would, the second one from streams of its own. */
  private contextOf(number: NetworkNumber): PhaseContext {
    if (number === 0) return this.context;
    return { ...this.context, random: this.context.random.split('second network') };
  }
}

function other(number: NetworkNumber): NetworkNumber {
  return number === 0 ? 1 : 0;
}

/** Trains one network after the other, the second beside the first as it then is. Frees the first if the second fails. */
async function inTurn(
  before: NetworkPair,
  train: (pair: NetworkPair, number: NetworkNumber) => Promise<Trained>,
): Promise<readonly [Trained, Trained]> {
  const first = await train(before, 0);
  const between: NetworkPair = [first.state, before[1]];
  try {
    return [first, await train(between, 1)];
  } catch (error) {
    disposeReplaced(packPair(between), packPair(before));
    throw error;
  }
}
