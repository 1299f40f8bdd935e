import { UserError } from '@ballast/core';
import type { DataType } from '@tensorflow/tfjs-core';
import { required, type KernelCall } from '../forwardMode/rule.ts';
import { KernelNames } from '../kernels/names.ts';
import { values } from './attributes.ts';
import { convolution, pooling, thin } from './imageOperations.ts';
import type { GraphWriter } from './graphWriter.ts';

/** Writes one of tfjs's kernels as TensorFlow's ops. @returns the reference of its output */
export type Operation = (call: KernelCall, graph: GraphWriter) => string;

/** Of one input or two, with TensorFlow's name of the op where it is another. */
function elementwise(op: string): Operation {
  return (call, graph) => graph.node(op, references(call, graph), { T: values.type(inputType(call)) });
}

type Axes = number | number[];

function reduction(op: string): Operation {
  return (call, graph) => {
    // tfjs calls the axes of maxima otherwise.
    const { axis, reductionIndices, keepDims = false } = call.attributes as { axis?: Axes; reductionIndices?: Axes; keepDims?: boolean }; // prettier-ignore
    return graph.node(op, [...references(call, graph), graph.integers([axis ?? reductionIndices ?? []].flat())], {
      T: values.type(inputType(call)),
      Tidx: values.type('int32'),
      keep_dims: values.flag(keepDims),
    });
  };
}

/** The first axis stays open where it is kept: there may be any number of samples. */
const reshape: Operation = (call, graph) => {
  const [x, output] = [required(call.inputs['x']), required(call.outputs[0])];
  const [first, ...rest] = output.shape;
  const shape = first === x.shape[0] ? [-1, ...rest] : output.shape;
  return graph.node('Reshape', [graph.reference(x), graph.integers(shape)], {
    T: values.type(x.dtype),
    Tshape: values.type('int32'),
  });
};

const transpose: Operation = (call, graph) => {
  const { perm } = call.attributes as { perm: number[] };
  return graph.node('Transpose', [...references(call, graph), graph.integers(perm)], {
    T: values.type(inputType(call)),
    Tperm: values.type('int32'),
  });
};

const pad: Operation = (call, graph) => {
  const { paddings, constantValue } = call.attributes as { paddings: [number, number][]; constantValue: number };
  const amounts = graph.integers(paddings.flat(), [paddings.length, 2]);
  return graph.node('PadV2', [...references(call, graph), amounts, graph.number(constantValue)], {
    T: values.type('float32'),
    Tpaddings: values.type('int32'),
  });
};

const concat: Operation = (call, graph) => {
  const { axis } = call.attributes as { axis: number };
  const parts = references(call, graph);
  return graph.node('ConcatV2', [...parts, graph.integers([axis], [])], {
    N: values.integer(parts.length),
    T: values.type(inputType(call)),
    Tidx: values.type('int32'),
  });
};

const stack: Operation = (call, graph) => {
  const { axis } = call.attributes as { axis: number };
  const parts = references(call, graph);
  const T = values.type(inputType(call));
  return graph.node('Pack', parts, { N: values.integer(parts.length), T, axis: values.integer(axis) });
};

const sum: Operation = (call, graph) => {
  const parts = references(call, graph);
  return graph.node('AddN', parts, { N: values.integer(parts.length), T: values.type(inputType(call)) });
};

const matMul: Operation = (call, graph) => {
  const { transposeA = false, transposeB = false } = call.attributes as { transposeA?: boolean; transposeB?: boolean };
  return graph.node('BatchMatMulV2', references(call, graph), {
    T: values.type('float32'),
    adj_x: values.flag(transposeA),
    adj_y: values.flag(transposeB),
  });
};

const dense: Operation = ({ inputs }, graph) => {
  const [x, kernel, bias] = [inputs['x'], inputs['kernel'], inputs['bias']].map((input) =>
    graph.reference(required(input)),
  ) as [string, string, string];
  const T = values.type('float32');
  return graph.node('BiasAdd', [graph.node('MatMul', [x, kernel], { T }), bias], { T });
};

const cast: Operation = (call, graph) => {
  const { dtype } = call.attributes as { dtype: DataType };
  return graph.node('Cast', references(call, graph), { SrcT: values.type(inputType(call)), DstT: values.type(dtype) });
};

const identity: Operation = (call, graph) => references(call, graph)[0] as string;

const leakyRelu: Operation = (call, graph) =>
  graph.node('LeakyRelu', references(call, graph), {
    T: values.type('float32'),
    alpha: values.float(call.attributes['alpha'] as number),
  });

const same = ['Abs', 'Ceil', 'Elu', 'Erf', 'Exp', 'Expm1', 'Floor', 'Log', 'Log1p', 'LogSoftmax', 'Maximum', 'Minimum', 'Neg', 'Pow', 'RealDiv', 'Reciprocal', 'Relu', 'Relu6', 'Rsqrt', 'Selu', 'Sigmoid', 'Sign', 'Softmax', 'Softplus', 'Sqrt', 'Square', 'SquaredDifference', 'Sub', 'Tanh'] as const; // prettier-ignore

const operations: Readonly<Record<string, Operation>> = {
  ...Object.fromEntries(same.map((op) => [op, elementwise(op)])),
  Add: elementwise('AddV2'),
  Multiply: elementwise('Mul'),
  Sum: reduction('Sum'),
  Mean: reduction('Mean'),
  Max: reduction('Max'),
  Min: reduction('Min'),
  Prod: reduction('Prod'),
  Reshape: reshape,
  Transpose: transpose,
  PadV2: pad,
  Concat: concat,
  Pack: stack,
  AddN: sum,
  BatchMatMul: matMul,
  Cast: cast,
  Identity: identity,
  LeakyRelu: leakyRelu,
  Conv2D: convolution('Conv2D'),
  DepthwiseConv2dNative: convolution('DepthwiseConv2dNative'),
  MaxPool: pooling('MaxPool'),
  AvgPool: pooling('AvgPool'),
  [KernelNames.dense]: dense,
  [KernelNames.thin]: thin,
};

/** @throws UserError that says how to do without it, and where to add it. */
export function operationOf(kernel: string): Operation {
  const operation = operations[kernel];
  if (operation !== undefined) return operation;
  throw new UserError({
    what: `a SavedModel cannot be written of a network that uses the kernel ${kernel}.`,
    fix:
      `Export it as safetensors, or build the network of other operations. To add the kernel, put "${kernel}" into the ` +
      'table of packages/tensor/src/savedModel/operations.ts.',
  });
}

function references({ inputs }: KernelCall, graph: GraphWriter): string[] {
  return Object.values(inputs).map((input) => graph.reference(input));
}

function inputType({ inputs }: KernelCall): DataType {
  return required(Object.values(inputs)[0]).dtype;
}
