import type { NamedAttrMap, NamedTensorMap, Tensor } from '@tensorflow/tfjs-core';
import { tf } from '../tf.ts';
import {
  currentObserver,
  observed,
  originalOf,
  runCustomGradient,
  type CustomGradientCall,
  type KernelObserver,
} from './kernelCalls.ts';
import type { InputTangents, KernelCall } from './rule.ts';
import { expansions } from './rules/expansions.ts';
import { ruleOf } from './rules/table.ts';

type Outputs = Tensor | Tensor[];

/**
 * Carries tangents along while a function runs: after each kernel whose inputs have tangents, its rule gives those
 * of its outputs. Tensors without one have derivative zero, and no op is spent on them.
 */
export class TangentPass implements KernelObserver {
  private readonly tangents = new Map<Tensor, Tensor>();
  /** Sees our ops in turn: the pass around this one, if any. */
  private readonly outer = currentObserver();
  private readonly isUnderGradient = tf.engine().state.gradientDepth > 0;

  /** Undefined: the derivative is zero. */
  tangentOf(tensor: Tensor): Tensor | undefined {
    const own = this.tangents.get(tensor);
    const original = originalOf(tensor);
    return own ?? (original && this.tangentOf(original));
  }

  /** The pass frees the tangent; no `tf.tidy` of the function does, since it would not know who still needs it. */
  setTangent(tensor: Tensor, tangent: Tensor): void {
    this.tangents.set(tensor, tf.keep(tangent));
  }

  run<T>(f: () => T): T {
    return observed(this, f);
  }

  dispose(): void {
    for (const tangent of this.tangents.values()) tangent.dispose();
  }

  kernel(kernel: string, inputs: NamedTensorMap, attributes: NamedAttrMap): Outputs {
    const tangents = this.tangentsOf(inputs);
    const expansion = tangents && expansions[kernel];
    if (expansion) return expansion(inputs, attributes);
    return observed(this.outer, () => {
      const results = tf.engine().runKernel<Outputs>(kernel, inputs, attributes);
      if (tangents) this.follow({ kernel, inputs, attributes, outputs: [results].flat() }, tangents);
      return results;
    });
  }

  /** The tangent is that of the function's value; its gradient is not asked. */
  customGradient(call: CustomGradientCall): Outputs {
    if (this.tangentsOf(call.inputs) === undefined) return this.customGradientOutside(call);
    const { gradientDepth, kernelDepth } = tf.engine().state;
    const isDifferentiatedItself = this.isUnderGradient && gradientDepth > 0 && kernelDepth === 0;
    return isDifferentiatedItself ? this.differentiableCustomGradient(call) : runCustomGradient(this, call);
  }

  /**
   * The engine keeps the ops inside off its tape. Where this pass is differentiated, their tangents have to be on it:
   * they are computed apart from the value, in the engine's view.
   */
  private differentiableCustomGradient(call: CustomGradientCall): Outputs {
    let onTape: readonly (Tensor | undefined)[] = [];
    let savedOnTape: readonly (Tensor | undefined)[] = [];
    tf.tidy(() => {
      let saved: readonly Tensor[] = [];
      const results = call.forwardFunc(tf.backend(), (tensors) => {
        saved = tensors;
      });
      onTape = [results].flat().map((result) => this.tangentOf(result));
      savedOnTape = saved.map((tensor) => this.tangentOf(tensor));
    });
    const results = this.customGradientOutside({
      ...call,
      forwardFunc: (backend, save) =>
        call.forwardFunc(backend, (tensors) => {
          this.setTangents(tensors, savedOnTape);
          save(tensors);
        }),
    });
    this.setTangents([results].flat(), onTape);
    return results;
  }

  private customGradientOutside(call: CustomGradientCall): Outputs {
    const { outer } = this;
    return outer ? observed(outer, () => outer.customGradient(call)) : runCustomGradient(undefined, call);
  }

  private follow(call: KernelCall, tangents: InputTangents): void {
    // What is no real number has no derivative.
    if (call.outputs.every(({ dtype }) => dtype !== 'float32')) return;
    const rule = ruleOf(call.kernel);
    const results = tf.tidy(() => [rule(call, tangents)].flat() as Tensor[]);
    this.setTangents(call.outputs, results);
  }

  private setTangents(tensors: readonly Tensor[], tangents: readonly (Tensor | undefined)[]): void {
    tensors.forEach((tensor, index) => {
      const tangent = tangents[index];
      if (tangent !== undefined) this.setTangent(tensor, tangent);
    });
  }

  /** Undefined where all are zero. */
  private tangentsOf(inputs: NamedTensorMap): InputTangents | undefined {
    const found: Record<string, Tensor> = {};
    let isZero = true;
    for (const name in inputs) {
      // tfjs names inputs that a caller left out.
      const input = inputs[name] as Tensor | null | undefined;
      const tangent = input ? this.tangentOf(input) : undefined;
      if (tangent === undefined) continue;
      found[name] = tangent;
      isZero = false;
    }
    return isZero ? undefined : found;
  }
}
