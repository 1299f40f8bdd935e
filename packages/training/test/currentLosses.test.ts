import { createRandom, NonFiniteLossError } from '@ballast/core';
import { initializeBackend, initializeNetwork, mapNamed, tf } from '@ballast/tensor';
import { expect, it } from 'vitest';
import { currentLosses } from '../src/index.ts';
import { digitsTask } from './support/digitsTask.ts';
import { toyNetwork } from './support/toyNetwork.ts';
import { toyContext } from './support/toyPhase.ts';

it('are the cross entropies of all samples, or stop the training where they are no numbers any more', async () => {
  await initializeBackend();
  const task = await digitsTask();
  const context = toyContext(task, '/nonexistent');
  const network = toyNetwork();
  const { parameters, buffers } = initializeNetwork(network, createRandom(0));
  const lossesWith = (statistics: typeof buffers) =>
    currentLosses(context, task.train, { network, parameters, buffers: statistics }, { epoch: 3, batchSize: 32 });
  const losses = await lossesWith(buffers);
  expect(losses).toHaveLength(task.train.count);
  expect(losses.every((loss) => loss > 0 && loss < 20)).toBe(true);
  const broken = lossesWith(mapNamed(buffers, (buffer) => tf.fill(buffer.shape, Number.NaN)));
  await expect(broken).rejects.toThrow(new NonFiniteLossError(Number.NaN, 3, undefined));
});
