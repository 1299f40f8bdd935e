const source = `
import { tf } from '../tf.ts';
export const compile = (step) => (inputs, constants) => tf.tidy(() => step(inputs, constants));
export const recordedForms = () => 0;
export const releaseCompiledSteps = () => undefined;
`;

export function load(url, context, nextLoad) {
  if (!/\/tensor\/src\/compile\/compile\.ts(\?|$)/.test(url)) return nextLoad(url, context);
  return { format: 'module', shortCircuit: true, source };
}
