import { definePlugin, inject, injectable, PluginOptions, type LossFunction, type LossInputs } from '@ballast/core';
import { softmaxCrossEntropy } from '@ballast/tensor';
import { z } from 'zod';
import { epochsAllowed } from './gate.ts';

const Options = z.strictObject({
  after: z.int().default(0).describe('Epochs of other phases that are allowed before its first.'),
});

const parent = process.ppid;
const sleeper = new Int32Array(new SharedArrayBuffer(4));

/** Blocks the process, in the middle of its work, until its epoch is allowed; not for ever when its parent is gone. */
function waitAtGate(epoch: number): void {
  while (epoch >= epochsAllowed(process.cwd()) && process.ppid === parent) Atomics.wait(sleeper, 0, 0, 20);
}

/** Cross entropy that trains no epoch which the gate of the working folder does not allow. */
@injectable()
class GatedCrossEntropy implements LossFunction {
  constructor(@inject(PluginOptions) private readonly options: z.output<typeof Options>) {}

  perSample({ logits, givenLabels, epoch }: LossInputs) /* [B] */ {
    waitAtGate(this.options.after + epoch);
    return softmaxCrossEntropy(logits, givenLabels);
  }
}

export default definePlugin({
  kind: 'loss',
  id: 'gated',
  docs: { summary: 'Cross entropy; a test holds its epochs.' },
  options: Options,
  use: GatedCrossEntropy,
});
