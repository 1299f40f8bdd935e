import type { Tensor } from '@tensorflow/tfjs-core';
import { tf } from '../../tf.ts';
import { required, rerun, sum, type Rule, type Rules } from '../rule.ts';

/** Linear in each of the named inputs by itself: f(ẋ, y) + f(x, ẏ). */
export function multilinear(...names: readonly string[]): Rule {
  return (call, tangents) => {
    let total: Tensor | Tensor[] | undefined;
    for (const name of names) {
      const tangent = tangents[name];
      if (tangent === undefined) continue;
      const part = rerun(call, { [name]: tangent });
      total = total === undefined ? part : sum(total as Tensor, part as Tensor);
    }
    return total;
  };
}

/** Linear in the named inputs (by default all) taken together: f(ẋ, ẏ), with zeros for what stays. */
export function jointlyLinear(...names: readonly string[]): Rule {
  return (call, tangents) => {
    const moved = names.length > 0 ? names : Object.keys(call.inputs);
    const parts = moved.map((name) => [name, tangents[name] ?? tf.zerosLike(required(call.inputs[name]))] as const);
    return rerun(call, Object.fromEntries(parts));
  };
}

/** A sum's operands may be smaller than it. */
function like(tangent: Tensor | undefined, output: Tensor | undefined): Tensor | undefined {
  const { shape } = required(output);
  if (tangent === undefined || tf.util.arraysEqual(tangent.shape, shape)) return tangent;
  return tf.broadcastTo(tangent, shape);
}

const inOneInput = {
  AvgPool: multilinear('x'),
  AvgPoolGrad: multilinear('dy'),
  BatchToSpaceND: multilinear('x'),
  Cast: multilinear('x'),
  Cumsum: multilinear('x'),
  DepthToSpace: multilinear('x'),
  Diag: multilinear('x'),
  ExpandDims: multilinear('input'),
  GatherNd: multilinear('params'),
  GatherV2: multilinear('x'),
  Identity: multilinear('x'),
  MaxPoolGrad: multilinear('dy'),
  Mean: multilinear('x'),
  MirrorPad: multilinear('x'),
  Neg: multilinear('x'),
  PadV2: (call, { x }) => rerun(call, { x: required(x) }, { constantValue: 0 }),
  Reshape: multilinear('x'),
  ResizeBilinear: multilinear('images'),
  ResizeBilinearGrad: multilinear('dy'),
  ResizeNearestNeighbor: multilinear('images'),
  ResizeNearestNeighborGrad: multilinear('dy'),
  Reverse: multilinear('x'),
  ScatterNd: multilinear('updates'),
  Slice: multilinear('x'),
  SpaceToBatchND: multilinear('x'),
  SplitV: multilinear('x'),
  StridedSlice: multilinear('x'),
  Sum: multilinear('x'),
  Tile: multilinear('x'),
  Transpose: multilinear('x'),
  Unpack: multilinear('value'),
  UnsortedSegmentSum: multilinear('x'),
} as const satisfies Rules;

const inEachInput = {
  BatchMatMul: multilinear('a', 'b'),
  Conv2D: multilinear('x', 'filter'),
  Conv2DBackpropFilter: multilinear('x', 'dy'),
  Conv2DBackpropInput: multilinear('dy', 'filter'),
  DepthwiseConv2dNative: multilinear('x', 'filter'),
  DepthwiseConv2dNativeBackpropFilter: multilinear('x', 'dy'),
  DepthwiseConv2dNativeBackpropInput: multilinear('dy', 'filter'),
  Einsum: (call, tangents) => multilinear(...Object.keys(call.inputs))(call, tangents),
  Multiply: multilinear('a', 'b'),
} as const satisfies Rules;

const inAllInputs = {
  Add: ({ outputs: [output] }, { a, b }) => like(sum(a, b), output),
  AddN: (_, tangents) => Object.values(tangents).reduce(sum, undefined),
  Concat: jointlyLinear(),
  Pack: jointlyLinear(),
  Select: jointlyLinear('t', 'e'),
  Sub: ({ outputs: [output] }, { a, b }) => like(b ? (a ? tf.sub(a, b) : tf.neg(b)) : a, output),
} as const satisfies Rules;

/** Kernels that are linear in what moves: their derivative is the kernel itself, on the tangents. */
export const linearRules: Rules = { ...inOneInput, ...inEachInput, ...inAllInputs };
