/** An array of a weights file, row-major. */
export interface StoredArray {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** The arrays of a weights file, each read when it is asked for. */
export interface StoredArrays {
  readonly names: readonly string[];
  /** Undefined where there is none of that name. */
  read(name: string): StoredArray | undefined;
}
