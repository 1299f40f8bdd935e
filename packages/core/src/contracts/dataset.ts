/** Images of one size, as bytes, with what is known of their true labels. */
export interface LabelledImages {
  readonly count: number;
  /** [count, height, width, channels], row-major; backed by shared memory where it is large. */
  readonly pixels: Uint8Array;
  /** [count]; undefined where nobody knows the truth. */
  readonly trueLabels: Int32Array | undefined;
  /** [count] the labels that came with the images, where people made mistakes; a noise injector starts from the true ones. */
  readonly givenLabels?: Int32Array | undefined;
  /** [count] the path of each image below the data set's root, where it came from a file. */
  readonly sources?: readonly string[] | undefined;
}

export interface ImageShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Per channel, in units of the stored bytes. */
export interface Normalisation {
  readonly mean: readonly number[];
  readonly standardDeviation: readonly number[];
}

export interface ImageDataset {
  readonly classNames: readonly string[];
  readonly imageShape: ImageShape;
  readonly normalisation: Normalisation;
  readonly train: LabelledImages;
  readonly test: LabelledImages;
}

export interface DatasetContext {
  /** Where downloads and decoded images are kept between runs. */
  readonly cacheDirectory: string;
  /** One line for the person who waits. */
  report(message: string): void;
}

/** Which images and true labels. Corruption is never its business. */
export interface Dataset {
  /**
   * A digest of what determines the images and labels besides the options, where files of the user do: part of a cell's
   * id. Cheap: names and sizes do.
   * @throws UserError when the files cannot be read.
   */
  contents?(): string;
  /** @throws UserError when a file is missing, corrupt or cannot be fetched. */
  load(context: DatasetContext): Promise<ImageDataset>;
}
