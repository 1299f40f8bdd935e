import { initializeBackend } from '@ballast/tensor';
import { answerQuestions, timeOf } from './answer.ts';
import { compareMetaGradients } from './exactness.ts';
import { PeakMemory } from './peakMemory.ts';
import type { Sizes } from './setup.ts';
import { stepRunner } from './steps.ts';

/** Our side of the bench: times steps, and measures their memory, as it is told on standard input. */

const sizes = JSON.parse(process.argv[2] ?? '') as Sizes;
const backend = await initializeBackend();
const steps = stepRunner(sizes);

await answerQuestions({
  backend: () => backend,
  run: ({ step }) => timeOf(steps(step as string)),
  memory: async ({ step }) => {
    const run = steps(step as string);
    const memory = new PeakMemory();
    const first = await memory.during(run);
    const later = await memory.during(() => {
      for (let call = 0; call < 3; call++) run();
    });
    return { first, later };
  },
  exactness: ({ file }) => compareMetaGradients(sizes, file as string),
});
