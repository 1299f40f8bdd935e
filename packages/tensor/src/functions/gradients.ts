import type { NamedTensors } from '@ballast/core';
import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import { keepNamed, mapNamed } from '../named.ts';
import { tf } from '../tf.ts';
import { untied } from './untied.ts';

export interface ValueAndGradients {
  readonly value: Scalar;
  /** Named and shaped as the parameters; zero where the loss does not depend on one. */
  readonly gradients: NamedTensors;
}

/**
 * The loss and its gradient by reverse mode. May be nested: the gradients of an inner call can be
 * differentiated by an outer one. The caller disposes value and gradients; whatever else the loss computes
 * is disposed; what the caller goes on with comes from `gradientsAnd`.
 */
export function gradients(loss: (parameters: NamedTensors) => Scalar, parameters: NamedTensors): ValueAndGradients {
  const names = Object.keys(parameters);
  const tensors = Object.values(parameters);
  return tf.tidy(() => {
    const { value, grads } = tf.engine().gradients(() => loss(parameters), tensors, undefined, true);
    const named: Record<string, Tensor> = {};
    names.forEach((name, index) => {
      // The engine leaves a hole where nothing leads from a parameter to the loss.
      const gradient = grads[index] as Tensor | undefined | null;
      named[name] = gradient ?? tf.zerosLike(tensors[index] as Tensor);
    });
    return { value, gradients: named };
  });
}

/**
 * The same of a loss that computes more than its value: logits that the caller goes on with, say. They outlive the
 * gradient's scope and belong to the `tf.tidy` around, as value and gradients do.
 */
export function gradientsAnd<M extends NamedTensors>(
  loss: (parameters: NamedTensors) => { readonly value: Scalar; readonly more: M },
  parameters: NamedTensors,
): ValueAndGradients & { readonly more: M } {
  let kept: NamedTensors = {};
  const result = gradients((given) => {
    const { value, more } = loss(given);
    kept = keepNamed(more);
    return value;
  }, parameters);
  return { ...result, more: mapNamed(kept, untied) as M };
}
