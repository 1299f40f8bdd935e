import { createHash } from 'node:crypto';
import type { BoundTensor, OpAttribute, TensorFlowBinding } from '../native/binding.ts';
import { callerLine } from './callerLine.ts';
import type { Graph, GraphConstant, GraphNode, Placeholder, TensorType } from './graph.ts';
import { outputTypes, type KnownInput } from './outputTypes.ts';
import { withTypes } from './typeAttributes.ts';

/** Floats that the step made of JavaScript's numbers: handed to the graph at every call, as inputs are. */
export interface BoundConstant extends Placeholder, TensorType {
  readonly values: Float32Array;
}

/** A tensor of the step. */
interface Value extends KnownInput {
  /** In the graph. */
  readonly reference: string;
}

interface RecordedNode {
  readonly node: GraphNode;
  readonly outputs: readonly Value[];
}

type Numbers = Float32Array | Int32Array | Uint8Array;

/**
 * Stands in for the binding while a step runs, and writes down what it would have computed.
 * An op that is asked for twice is recorded once: what two passes of a step share is computed once.
 */
export class Recorder {
  private readonly values = new Map<number, Value>();
  private readonly inputs: Placeholder[] = [];
  private readonly floats = new Map<string, BoundConstant>();
  private readonly constants = new Map<string, GraphConstant>();
  private readonly nodes = new Map<string, RecordedNode>();
  /** Real tensors count from 0 upwards, recorded ones from −2 downwards: −1 is tfjs's "none yet". */
  private nextId = -2;

  constructor(private readonly binding: TensorFlowBinding) {}

  /** A real tensor that every call gives anew. @returns its name */
  addInput(id: number, type: TensorType): string {
    const existing = this.values.get(id);
    if (existing !== undefined) return existing.reference;
    const name = `input${String(this.inputs.length)}`;
    this.inputs.push({ name, dtype: type.dtype });
    this.values.set(id, { ...type, reference: name });
    return name;
  }

  /** Where the graph gives a tensor of the step. @throws Error for one that is neither an input nor made in the step. */
  outputReference(id: number): string {
    const value = this.valueOf(id);
    if (value.values === undefined) return value.reference;
    // What is handed to a graph cannot be fetched from it.
    const attributes = [{ name: 'T', type: this.binding.TF_ATTR_TYPE, value: value.dtype }];
    return this.record('Identity', attributes, [value], 1).outputs[0]?.reference ?? value.reference;
  }

  /** What the step is to compute with. */
  recordingBinding(): TensorFlowBinding {
    return Object.create(this.binding, {
      executeOp: { value: this.executeOp.bind(this) },
      createTensor: { value: this.createTensor.bind(this) },
      deleteTensor: { value: this.deleteTensor.bind(this) },
      tensorDataSync: {
        value: (): never => {
          throw new Error(
            `A compiled step may not read a tensor's numbers, they are not computed yet: ${callerLine()}. ` +
              'Return the tensor, and read it after the step.',
          );
        },
      },
    }) as TensorFlowBinding;
  }

  get graph(): Graph {
    return {
      placeholders: [...this.inputs, ...this.floats.values()],
      constants: [...this.constants.values()],
      nodes: [...this.nodes.values()].map(({ node }) => node),
    };
  }

  get boundConstants(): readonly BoundConstant[] {
    return [...this.floats.values()];
  }

  private executeOp(op: string, given: readonly OpAttribute[], ids: readonly number[], outputs: number): BoundTensor[] {
    const inputs = ids.map((id) => this.valueOf(id));
    const attributes = withTypes(this.binding, op, given, inputs);
    return this.record(op, attributes, inputs, outputs).outputs.map((value) => {
      const id = this.nextId--;
      this.values.set(id, value);
      return { id, shape: value.shape, dtype: value.dtype };
    });
  }

  private record(
    op: string,
    attributes: readonly OpAttribute[],
    inputs: readonly Value[],
    count: number,
  ): RecordedNode {
    const references = inputs.map(({ reference }) => reference);
    const key = JSON.stringify([op, attributes, references]);
    const existing = this.nodes.get(key);
    if (existing !== undefined) return existing;
    const name = `node${String(this.nodes.size)}`;
    const types = outputTypes(this.binding, op, attributes, inputs, count);
    const recorded = {
      node: { name, op, attributes, inputs: references },
      outputs: types.map((type, index) => ({ ...type, reference: `${name}:${String(index)}` })),
    };
    this.nodes.set(key, recorded);
    return recorded;
  }

  /** The tensor is made for real as well: it may have been waiting since before the step, and be used after it. */
  private createTensor(shape: readonly number[], dtype: number, values: Numbers): number {
    const id = this.binding.createTensor(shape, dtype, values);
    const own = values.slice();
    const bytes = new Uint8Array(own.buffer, own.byteOffset, own.byteLength);
    const key = `${String(dtype)} [${shape.join()}] ${createHash('sha1').update(bytes).digest('base64')}`;
    const { name } =
      own instanceof Float32Array ? this.bind(key, shape, dtype, own) : this.embed(key, shape, dtype, bytes);
    this.values.set(id, { shape, dtype, values: own, reference: name });
    return id;
  }

  /** Not written into the graph: TensorFlow would compute with them ahead, and round elsewhere than op by op. */
  private bind(key: string, shape: readonly number[], dtype: number, values: Float32Array): BoundConstant {
    const existing = this.floats.get(key);
    if (existing !== undefined) return existing;
    const constant = { name: `float${String(this.floats.size)}`, shape, dtype, values };
    this.floats.set(key, constant);
    return constant;
  }

  private embed(key: string, shape: readonly number[], dtype: number, bytes: Uint8Array): GraphConstant {
    const existing = this.constants.get(key);
    if (existing !== undefined) return existing;
    const constant = { name: `constant${String(this.constants.size)}`, shape, dtype, bytes };
    this.constants.set(key, constant);
    return constant;
  }

  private deleteTensor(id: number): void {
    this.values.delete(id);
    if (id >= 0) this.binding.deleteTensor(id);
  }

  private valueOf(id: number): Value {
    const value = this.values.get(id);
    if (value !== undefined) return value;
    throw new Error(
      `A compiled step uses a tensor that is neither given to it nor made in it: ${callerLine()}. ` +
        'Every later call would see the same numbers, so hand it in.',
    );
  }
}
