import { createHash } from 'node:crypto';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

/**
 * A seeded stream of random numbers that splits into independent, named streams.
 * A stream's numbers depend on its path of names alone, never on what was drawn from its
 * parent or siblings, so that adding a draw in one place moves nothing elsewhere.
 */
export interface Random {
  /** The independent stream of that name: data draw, noise, initial weights, `epoch 3` … */
  split(name: string | number): Random;
  /** Uniform in [0, 1), 53 bits. */
  uniform(): number;
  /** Uniform integer in [0, bound). */
  integer(bound: number): number;
  /** Standard normal. */
  normal(): number;
  /** A uniformly random order of 0 … length − 1. */
  permutation(length: number): Int32Array;
  /** An index drawn with the given non-negative weights (they need not sum to 1). */
  categorical(weights: ArrayLike<number>): number;
}

/** The root stream of a seed. */
export function createRandom(seed: number | string): Random {
  return new NamedStream(`ballast/${String(seed)}`);
}

class NamedStream implements Random {
  private readonly generator: RandomGenerator;

  constructor(private readonly path: string) {
    this.generator = generatorFor(path);
  }

  split(name: string | number): Random {
    return new NamedStream(`${this.path}/${String(name).replaceAll('/', '//')}`);
  }

  uniform(): number {
    const high = this.generator.next() >>> 5; // 27 bits
    const low = this.generator.next() >>> 6; // 26 bits
    return (high * 0x4000000 + low) / 0x20000000000000;
  }

  integer(bound: number): number {
    return Math.floor(this.uniform() * bound);
  }

  /** Box–Muller without its second value: a stream stays a function of the number of draws. */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  permutation(length: number): Int32Array {
    const order = Int32Array.from({ length }, (_, index) => index);
    for (let last = length - 1; last > 0; last--) {
      const other = this.integer(last + 1);
      const moved = order[last] as number;
      order[last] = order[other] as number;
      order[other] = moved;
    }
    return order;
  }

  categorical(weights: ArrayLike<number>): number {
    let total = 0;
    for (let index = 0; index < weights.length; index++) total += weights[index] as number;
    let left = this.uniform() * total;
    let lastPossible = 0;
    for (let index = 0; index < weights.length; index++) {
      const weight = weights[index] as number;
      if (weight <= 0) continue;
      if (left < weight) return index;
      left -= weight;
      lastPossible = index;
    }
    return lastPossible; // rounding left a remainder
  }
}

/** The whole 128-bit state comes from a hash of the path: near names give unrelated streams. */
function generatorFor(path: string): RandomGenerator {
  const digest = createHash('sha256').update(path).digest();
  const state = [0, 4, 8, 12].map((offset) => digest.readInt32LE(offset));
  return xoroshiro128plusFromState(state);
}
