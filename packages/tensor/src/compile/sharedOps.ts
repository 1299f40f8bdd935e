import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import { tf } from '../tf.ts';
import { answering, type KernelOutputs, type KernelRun } from './kernelFunctions.ts';

/** One place in a step's sequence of ops. */
interface Place {
  /** The first place that computes the same; its own where it is the first. */
  readonly first: number;
  /** The last one. */
  last: number;
}

/** A result that is asked for again. */
interface Held {
  readonly run: KernelRun;
  readonly outputs: readonly Tensor[];
  readonly isList: boolean;
}

/**
 * Computes once what a step asks for twice, where no graph does: the forward passes of a virtual and of an actual
 * step are the same ops on the same tensors. The first run finds out which ops those are; later ones hold their
 * results, and no others, until they are asked for the last time. So the bits are the same.
 */
export class SharedOps {
  private places: readonly Place[] | undefined;

  /** @param step pure in its tensors, the same sequence of ops in every run */
  run<T>(step: () => T): T {
    if (this.places !== undefined) return runShared(this.places, step);
    const places: Place[] = [];
    const result = runNoting(places, step);
    this.places = places;
    return result;
  }
}

function runNoting<T>(places: Place[], step: () => T): T {
  const firsts = new Map<string, number>();
  const names = new WeakMap<object, string>();
  let strangers = 0;
  const nameOf = ({ dataId, shape }: TensorInfo): string => {
    const name = names.get(dataId) ?? `from outside ${String(strangers++)}`;
    names.set(dataId, name);
    return `${name}[${shape.join()}]`;
  };
  return answering((run, compute) => {
    const key = `${callOf(run)} ${inputsOf(run).map(nameOf).join()}`;
    const place = places.length;
    const first = firsts.get(key) ?? place;
    firsts.set(key, first);
    places.push({ first, last: place });
    (places[first] as Place).last = place;
    const outputs = compute();
    listOf(outputs).forEach(({ dataId }, index) => {
      // A kernel may hand on the data of an input.
      if (!names.has(dataId)) names.set(dataId, `${String(first)}:${String(index)}`);
    });
    return outputs;
  }, step);
}

function runShared<T>(places: readonly Place[], step: () => T): T {
  const held = new Map<number, Held>();
  const release = (first: number): void => {
    tf.dispose([...(held.get(first)?.outputs ?? [])]);
    held.delete(first);
  };
  let next = 0;
  try {
    return answering((run, compute) => {
      const place = next++;
      const first = places[place]?.first ?? place;
      const earlier = held.get(first);
      if (earlier !== undefined && isSame(earlier.run, run)) {
        const outputs = earlier.outputs.map(shared);
        if (places[first]?.last === place) release(first);
        return earlier.isList ? outputs : (outputs[0] as TensorInfo);
      }
      const outputs = compute();
      if (first === place && (places[place]?.last ?? place) > place) {
        held.set(place, { run, outputs: listOf(outputs).map(kept), isList: Array.isArray(outputs) });
      }
      return outputs;
    }, step);
  } finally {
    for (const first of [...held.keys()]) release(first);
  }
}

/** The data itself once more; the engine makes a tensor of it. */
function shared({ dataId, shape, dtype }: TensorInfo): TensorInfo {
  tf.backend().incRef(dataId);
  return { dataId, shape, dtype };
}

/** A tensor of the same data that outlives the step's own. */
function kept(output: TensorInfo): Tensor {
  return tf.keep(tf.engine().makeTensorFromTensorInfo(shared(output)));
}

function isSame(one: KernelRun, other: KernelRun): boolean {
  const others = inputsOf(other);
  const inputs = inputsOf(one);
  return (
    callOf(one) === callOf(other) &&
    inputs.length === others.length &&
    inputs.every(({ dataId, shape }, index) => {
      const same = others[index];
      return same?.dataId === dataId && tf.util.arraysEqual(same.shape, shape);
    })
  );
}

function callOf({ kernel, inputs, attributes }: KernelRun): string {
  return JSON.stringify([kernel, Object.keys(inputs), attributes], (_name, value: unknown) =>
    // JSON has no −0, no infinities, and no NaN.
    typeof value === 'number' ? (Object.is(value, -0) ? '-0' : String(value)) : value,
  );
}

/** tfjs names inputs that a caller left out. */
function inputsOf({ inputs }: KernelRun): TensorInfo[] {
  return (Object.values(inputs) as (TensorInfo | null | undefined)[]).filter((input) => input != null);
}

function listOf(outputs: KernelOutputs): readonly TensorInfo[] {
  return Array.isArray(outputs) ? outputs : [outputs];
}
