import type { DataType, KernelBackend, Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import { tf } from '../tf.ts';

/** The part of tfjs-node that reaches TensorFlow's own ops; its types come with the package, which may be absent. */
export interface TensorFlowBackend extends KernelBackend {
  /** Replaced while a step is recorded. */
  binding: TensorFlowBinding;
  readonly isUsingGpuDevice: boolean;
  executeSingleOutput(op: string, attributes: OpAttribute[], inputs: TensorInfo[]): Tensor;
  executeMultipleOutputs(op: string, attributes: OpAttribute[], inputs: TensorInfo[], outputs: number): Tensor[];
  /** The binding's numbers of tensors; one that so far exists in JavaScript alone is handed over. */
  getInputTensorIds(tensors: readonly TensorInfo[]): number[];
  createOutputTensor(output: BoundTensor): Tensor;
}

/** A tensor of TensorFlow's by its number. */
export interface BoundTensor {
  readonly id: number;
  readonly shape: readonly number[];
  /** TensorFlow's number of the type. */
  readonly dtype: number;
}

/** The functions of the C++ part; tensors are known by number. */
export interface TensorFlowBinding {
  readonly TF_Version: string;
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  readonly TF_BOOL: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_SHAPE: number;
  executeOp(op: string, attributes: readonly OpAttribute[], inputs: readonly number[], outputs: number): BoundTensor[];
  createTensor(shape: readonly number[], dtype: number, values: ArrayLike<number>): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): ArrayLike<number>;
  /** Of a SavedModel's folder and tag; the number of its session. */
  loadSavedModel(folder: string, tag: string): number;
  deleteSavedModel(session: number): void;
  /** Names of inputs and outputs with commas between them. */
  runSavedModel(session: number, inputs: readonly number[], inputNames: string, outputNames: string): BoundTensor[];
}

export interface OpAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: boolean | number | string | readonly number[];
}

/** Where the engine computes on it: `loadNativeBackend` has succeeded. */
export function tensorFlowBackend(): TensorFlowBackend {
  return tf.backend() as TensorFlowBackend;
}

/** An op's attributes in the binding's form, its numbers typed by TensorFlow's own type codes. */
export function attributesFor({ binding }: TensorFlowBackend) {
  return {
    type: (name: string, value: DataType & ('float32' | 'int32')): OpAttribute => ({
      name,
      type: binding.TF_ATTR_TYPE,
      value: value === 'float32' ? binding.TF_FLOAT : binding.TF_INT32,
    }),
    float: (name: string, value: number): OpAttribute => ({ name, type: binding.TF_ATTR_FLOAT, value }),
    integers: (name: string, value: readonly number[]): OpAttribute => ({ name, type: binding.TF_ATTR_INT, value }),
    flag: (name: string, value: boolean): OpAttribute => ({ name, type: binding.TF_ATTR_BOOL, value }),
    text: (name: string, value: string): OpAttribute => ({ name, type: binding.TF_ATTR_STRING, value }),
  };
}
