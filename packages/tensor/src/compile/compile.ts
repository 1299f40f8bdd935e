import type { Json } from '@ballast/core';
import { backendName } from '../backend/initialize.ts';
import { isInForwardMode } from '../forwardMode/forwardMode.ts';
import { tensorFlowBackend } from '../native/binding.ts';
import { tf } from '../tf.ts';
import { compileForm, type CompiledForm } from './compiledForm.ts';
import { Layouts } from './layouts.ts';
import { ReadConstants } from './readConstants.ts';
import { Recent } from './recent.ts';
import { SharedOps } from './sharedOps.ts';
import type { TensorTree } from './tree.ts';

/** From records of tensors and numbers to a record of tensors. */
export type Step<I extends TensorTree, C extends Json, O extends TensorTree> = (inputs: I, constants: C) => O;

/** Forms that are kept, of all steps together: a full batch and a smaller one, of some steps. */
const capacity = 32;
const forms = new Recent<CompiledForm>(capacity, (form) => {
  form.release();
});
/** What stands in for forms on backends without graphs. */
const sharedOps = new Recent<SharedOps>(capacity, () => undefined);
let steps = 0;
let recordings = 0;
let isInStep = false;

/**
 * The same function, faster. On the native backend the step's ops are recorded when it is first called with a
 * signature (names, shapes and types of the inputs, and the constants that it looks at), and run as one graph from
 * then on: bit for bit what they give one by one. On wasm and on a GPU its ops run one by one, but one that is asked for
 * twice is computed once. Under a gradient, in forward mode, and within another compiled step it runs as it is.
 * The result's tensors belong to the `tf.tidy` around.
 *
 * The step has to be a pure function of its inputs and constants; whatever else it refers to stays the same from
 * call to call. What changes is an input, a learning rate as a scalar too: one form serves all its values. Constants
 * are what the step decides by; one that it does not look at (an epoch, for a loss without a schedule) may change
 * freely. An input that is returned as it is stays the same tensor.
 * @throws Error when the recorded step reads a tensor's numbers, or uses a tensor from outside; it names the line.
 */
export function compile<I extends TensorTree, C extends Json, O extends TensorTree>(
  step: Step<I, C, O>,
): Step<I, C, O> {
  const stepNumber = steps++;
  const readConstants = new ReadConstants();
  const layouts = new Layouts();
  return (inputs, constants) => {
    if (isPartOfAnother()) return tidy(() => step(inputs, constants));
    const { tensors, signature } = layouts.callOf(inputs);
    const key = (): string => `${String(stepNumber)} ${readConstants.keyOf(constants)} ${signature}`;
    const watched = (): O => within(() => step(inputs, readConstants.watch(constants)));
    if (!hasGraphs()) return runShared(key, watched);
    const form = forms.find(key()) ?? addForm(compileForm(tensorFlowBackend(), tensors, watched), key);
    return form.run(tensors) as O;
  };
}

/** Frees every compiled form; a step that is called again is compiled again. */
export function releaseCompiledSteps(): void {
  forms.clear();
  sharedOps.clear();
}

/** How many forms were recorded so far in this process, of all steps together. */
export function recordedForms(): number {
  return recordings;
}

/** @param key asked after the recording, which tells what it goes by */
function addForm(form: CompiledForm, key: () => string): CompiledForm {
  recordings++;
  return forms.add(key(), form);
}

/** @param key asked after a first run, which tells what it goes by */
function runShared<O extends TensorTree>(key: () => string, step: () => O): O {
  const known = sharedOps.find(key());
  const ops = known ?? new SharedOps();
  const result = tidy(() => ops.run(step));
  if (known === undefined) sharedOps.add(key(), ops);
  return result;
}

/** Of a gradient, of forward mode, or of another step, which see its ops. */
function isPartOfAnother(): boolean {
  return isInStep || isInForwardMode() || tf.engine().state.gradientDepth > 0;
}

function hasGraphs(): boolean {
  return backendName() === 'native' && !tensorFlowBackend().isUsingGpuDevice;
}

function tidy<O extends TensorTree>(step: () => O): O {
  return (tf.tidy as unknown as (run: () => O) => O)(step);
}

function within<O>(step: () => O): O {
  isInStep = true;
  try {
    return step();
  } finally {
    isInStep = false;
  }
}
