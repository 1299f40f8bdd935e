import { UserError } from '@ballast/core';
import { required, type KernelCall } from '../forwardMode/rule.ts';
import type { Thinning } from '../kernels/contract.ts';
import { values } from './attributes.ts';
import type { GraphWriter } from './graphWriter.ts';
import type { Bytes } from '../compile/wire.ts';

/** As tfjs's kernels have it: by name, the same on all sides, or of every axis. */
type Padding = 'same' | 'valid' | number | readonly (readonly [number, number])[];

/** One number or one a side, as TensorFlow wants it: of batch, height, width and channels. */
function everyAxis(size: number | readonly number[]): Bytes {
  const [height = 1, width = height] = typeof size === 'number' ? [size] : size;
  return values.integers([1, height, width, 1]);
}

function padding(pad: Padding): Record<string, Bytes> {
  if (typeof pad === 'string') return { padding: values.text(pad.toUpperCase()) };
  const sides = typeof pad === 'number' ? [0, 0, pad, pad, pad, pad, 0, 0] : pad.flat();
  if (sides.every((side) => side === 0)) return { padding: values.text('VALID') };
  return { padding: values.text('EXPLICIT'), explicit_paddings: values.integers(sides) };
}

export function convolution(op: 'Conv2D' | 'DepthwiseConv2dNative') {
  return ({ inputs, attributes }: KernelCall, graph: GraphWriter): string => {
    const { strides, dilations = 1, pad } = attributes as { strides: number | number[]; dilations?: number | number[]; pad: Padding }; // prettier-ignore
    const given = [inputs['x'], inputs['filter']].map((input) => graph.reference(required(input)));
    return graph.node(op, given, {
      T: values.type('float32'),
      strides: everyAxis(strides),
      dilations: everyAxis(dilations),
      data_format: values.text('NHWC'),
      ...padding(pad),
    });
  };
}

export function pooling(op: 'MaxPool' | 'AvgPool') {
  return ({ inputs, attributes }: KernelCall, graph: GraphWriter): string => {
    const { filterSize, strides, pad } = attributes as { filterSize: number | number[]; strides: number | number[]; pad: Padding }; // prettier-ignore
    const sides = padding(pad);
    if (op === 'AvgPool' && 'explicit_paddings' in sides) {
      throw new UserError({
        what: 'a SavedModel cannot be written of average pooling with a number as padding: TensorFlow has none.',
        fix: 'Export it as safetensors, or pool with the padding `same` or `valid`.',
      });
    }
    return graph.node(op, [graph.reference(required(inputs['x']))], {
      T: values.type('float32'),
      ksize: everyAxis(filterSize),
      strides: everyAxis(strides),
      data_format: values.text('NHWC'),
      ...sides,
    });
  };
}

/** Every stride-th pixel, with channels of zeros around its own. */
export function thin({ inputs, attributes }: KernelCall, graph: GraphWriter): string {
  const { stride, before, after } = attributes as unknown as Thinning;
  const [T, Index, everything] = [values.type('float32'), values.type('int32'), values.integer(0b1111)];
  const none = graph.integers([0, 0, 0, 0]);
  const pixels = graph.node(
    'StridedSlice',
    [graph.reference(required(inputs['x'])), none, none, graph.integers([1, stride, stride, 1])],
    { T, Index, begin_mask: everything, end_mask: everything },
  );
  const amounts = graph.integers([0, 0, 0, 0, 0, 0, before, after], [4, 2]);
  return graph.node('Pad', [pixels, amounts], { T, Tpaddings: Index });
}
