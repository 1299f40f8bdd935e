import type { DataType, Tensor } from '@tensorflow/tfjs-core';
import { attribute, constantNode, nodeDefinition } from '../compile/savedModel.ts';
import { integerField, type Bytes } from '../compile/wire.ts';
import { typeCodes } from './attributes.ts';

interface ConstantType {
  readonly shape: readonly number[];
  readonly dtype: DataType;
}

/** Writes down a graph node by node; a reference is a node's name. */
export class GraphWriter {
  private readonly definitions: Bytes[] = [];
  private readonly references = new Map<Tensor, string>();
  private readonly constants = new Map<Tensor, string>();
  private readonly taken = new Set<string>();

  /** @returns its reference */
  node(op: string, inputs: readonly string[], attributes: Readonly<Record<string, Bytes>>, name?: string): string {
    const own = this.free(name ?? op);
    const encoded = Object.entries(attributes).map(([key, value]) => attribute(key, value));
    this.definitions.push(nodeDefinition(own, op, inputs, encoded));
    return own;
  }

  placeholder(name: string, dtype: number): string {
    return this.node('Placeholder', [], { dtype: integerField(6, dtype) }, name);
  }

  /** A list, unless another shape is given. */
  integers(values: readonly number[], shape: readonly number[] = [values.length]): string {
    return this.constant({ shape, dtype: 'int32' }, values);
  }

  number(value: number): string {
    return this.constant({ shape: [], dtype: 'float32' }, [value]);
  }

  /** What the graph computes a tensor by; undefined where the tensor is the same for every input. */
  computed(tensor: Tensor): string | undefined {
    return this.references.get(tensor);
  }

  /** From here on the tensor is what the node gives. */
  assign(tensor: Tensor, reference: string): void {
    this.references.set(tensor, reference);
  }

  /** How the graph names a tensor; one that is the same for every input becomes part of the graph. */
  reference(tensor: Tensor): string {
    const known = this.references.get(tensor) ?? this.constants.get(tensor);
    if (known !== undefined) return known;
    const name = this.constant(tensor, tensor.dataSync());
    this.constants.set(tensor, name);
    return name;
  }

  get nodes(): readonly Bytes[] {
    return this.definitions;
  }

  private constant({ shape, dtype }: ConstantType, values: ArrayLike<number>): string {
    const name = this.free('Const');
    const bytes = new Uint8Array(arrayOf(dtype).from(values).buffer);
    this.definitions.push(constantNode({ name, shape, dtype: typeCodes[dtype], bytes }));
    return name;
  }

  private free(wanted: string): string {
    let name = wanted;
    for (let number = 1; this.taken.has(name); number++) name = `${wanted}_${String(number)}`;
    this.taken.add(name);
    return name;
  }
}

function arrayOf(dtype: DataType): typeof Float32Array | typeof Int32Array | typeof Uint8Array {
  if (dtype === 'float32') return Float32Array;
  return dtype === 'bool' ? Uint8Array : Int32Array;
}
