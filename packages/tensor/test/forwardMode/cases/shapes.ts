import type { NamedTensorMap, Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { tf } from '../../../src/index.ts';
import { type KernelCase, matrix, unary, ofImages, binary, integers, isOdd, reflection } from './support.ts';

export const shapeCases: Readonly<Record<string, KernelCase>> = {
  Add: binary((a, b) => tf.add(a, b)),
  AddN: { inputs: { a: [3, 4], b: [3, 4], c: [3, 4] }, apply: ({ a, b, c }) => tf.addN([a, b, c] as Tensor[]) },
  BatchToSpaceND: {
    inputs: { x: [4, 3, 2, 2] },
    apply: ({ x }) =>
      tf.batchToSpaceND(
        x as Tensor,
        [2, 2],
        [
          [0, 1],
          [0, 0],
        ],
      ),
  },
  Cast: unary((x) => tf.engine().runKernel<Tensor>('Cast', { x }, { dtype: 'float32' })),
  Concat: { inputs: { a: [3, 2], b: [3, 4] }, apply: ({ a, b }) => tf.concat([a, b] as Tensor2D[], 1) },
  Cumsum: unary((x) => tf.cumsum(x, 1, true)),
  DepthToSpace: { inputs: { x: [2, 3, 2, 8] }, apply: ({ x }) => tf.depthToSpace(x as Tensor4D, 2), onlyForward: true },
  Diag: { inputs: { x: [4] }, apply: ({ x }) => tf.diag(x as Tensor), onlyForward: true },
  ExpandDims: unary((x) => tf.expandDims(x, 1)),
  GatherNd: {
    inputs: matrix,
    apply: ({ x }) =>
      tf.gatherND(
        x as Tensor,
        tf.tensor2d(
          [
            [0, 1],
            [2, 3],
          ],
          [2, 2],
          'int32',
        ),
      ),
    onlyForward: true,
  },
  GatherV2: unary((x) => tf.gather(x, integers(2, 0, 2), 0)),
  Identity: unary((x) => x.clone().add(x)),
  MirrorPad: {
    inputs: matrix,
    apply: ({ x }) => tf.engine().runKernel<Tensor>('MirrorPad', { x } as NamedTensorMap, reflection),
    onlyForward: true, // tfjs's gradient forgets what was mirrored
  },
  Neg: unary((x) => tf.neg(x)),
  Pack: { inputs: { a: [3, 2], b: [3, 2] }, apply: ({ a, b }) => tf.stack([a, b] as Tensor[], 1) },
  PadV2: unary((x) =>
    tf.pad(
      x,
      [
        [1, 0],
        [2, 1],
      ],
      7,
    ),
  ),
  Reshape: unary((x) => tf.reshape(x, [2, 6])),
  Reverse: unary((x) => tf.reverse(x, 1)),
  ScatterNd: {
    inputs: { x: [2] },
    apply: ({ x }) => tf.scatterND(tf.tensor2d([[3], [1]], [2, 1], 'int32'), x as Tensor, [5]),
    onlyForward: true,
  },
  Select: {
    inputs: { a: [3, 4], b: [3, 4] },
    apply: ({ a, b }) => tf.where(isOdd().broadcastTo([3, 4]), a as Tensor, b as Tensor),
  },
  Slice: unary((x) => tf.slice(x, [1, 0], [2, 3])),
  SpaceToBatchND: ofImages((x) =>
    tf.spaceToBatchND(
      x,
      [2, 2],
      [
        [0, 1],
        [0, 0],
      ],
    ),
  ),
  SplitV: unary((x) => tf.mul(...(tf.split(x, 2, 1) as [Tensor, Tensor]))),
  StridedSlice: {
    inputs: matrix,
    apply: ({ x }) => tf.stridedSlice(x as Tensor, [0, 1], [3, 4], [2, 2]),
    onlyForward: true,
  },
  Sub: binary((a, b) => tf.sub(b, a)),
  Tile: unary((x) => tf.tile(x, [1, 3])),
  Transpose: unary((x) => tf.transpose(x)),
  Unpack: unary((x) => tf.mul(...(tf.unstack(x, 0).slice(1) as [Tensor, Tensor]))),
};
