import { initializeBackend } from '@ballast/tensor';
import { digitsTask } from './digitsTask.ts';
import { toyContext, toyLoop } from './toyPhase.ts';

/** `runToy.ts folder epochs`: trains there and says when an epoch is done, to be killed by a test. */
const [folder = '', epochs = ''] = process.argv.slice(2);
await initializeBackend('wasm');
const context = toyContext(await digitsTask(), folder, {
  onEpoch: ({ epoch }) => {
    process.stdout.write(`epoch ${String(epoch)}\n`);
  },
});
await context.runEpochs(toyLoop(context, { epochs: Number(epochs) }));
