import type { NamedTensorMap, Tensor } from '@tensorflow/tfjs-core';
import {
  observed,
  runCustomGradient,
  type CustomGradientCall,
  type KernelObserver,
} from '../forwardMode/kernelCalls.ts';
import type { KernelCall } from '../forwardMode/rule.ts';
import { expansions } from '../forwardMode/rules/expansions.ts';
import { tf } from '../tf.ts';
import type { GraphWriter } from './graphWriter.ts';
import { operationOf } from './operations.ts';

type Outputs = Tensor | Tensor[];

/**
 * Writes down what a function computes from tensors that the graph knows; everything else that it computes (the scales
 * of a batch norm, say) is the same for every input, and becomes part of the graph as numbers.
 */
export class GraphTrace implements KernelObserver {
  constructor(private readonly graph: GraphWriter) {}

  run<T>(f: () => T): T {
    return observed(this, f);
  }

  kernel(kernel: string, inputs: NamedTensorMap, attributes: KernelCall['attributes']): Outputs {
    const expansion = this.isComputed(inputs) ? expansions[kernel] : undefined;
    if (expansion !== undefined) return expansion(inputs, attributes);
    return observed(undefined, () => {
      const results = tf.engine().runKernel<Outputs>(kernel, inputs, attributes);
      if (this.isComputed(inputs)) this.write({ kernel, inputs, attributes, outputs: [results].flat() });
      return results;
    });
  }

  customGradient(call: CustomGradientCall): Outputs {
    return runCustomGradient(this, call);
  }

  private isComputed(inputs: NamedTensorMap): boolean {
    // tfjs names inputs that a caller left out.
    const given = (Object.values(inputs) as (Tensor | null | undefined)[]).filter((input) => input != null);
    return given.some((input) => this.graph.computed(input) !== undefined);
  }

  private write(call: KernelCall): void {
    const [output] = call.outputs;
    if (output !== undefined) this.graph.assign(output, operationOf(call.kernel)(call, this.graph));
  }
}
