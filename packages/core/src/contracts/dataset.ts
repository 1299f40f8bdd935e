/** Images in a file, one after another, too many for memory: each is read when it is wanted. */
export interface PixelFile {
  readonly path: string;
  /** [count] the place of each image in the file; where left out, they come in order. */
  readonly places?: Int32Array | undefined;
}

/** [count, height, width, channels] bytes, row-major: in memory, shared where it is large, or in a file. */
export type Pixels = Uint8Array | PixelFile;

/** Images of one size, as bytes, with what is known of their true labels. */
export interface LabelledImages {
  readonly count: number;
  readonly pixels: Pixels;
  /** [count]; −1 for an image of which nobody knows the truth, undefined where nobody does of any. */
  readonly trueLabels: Int32Array | undefined;
  /**
   * [count] the labels that came with the images, where people made mistakes; a noise injector starts from the true
   * ones. −1 for an image that is never learned from by a given label: it is there for the trusted meta set.
   */
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
  /** How many pixels stored images have beyond their shape on every side: what random crops of training may see. */
  readonly margin?: number | undefined;
  readonly normalisation: Normalisation;
  readonly train: LabelledImages;
  readonly test: LabelledImages;
  /** Further test sets, by name: what a classifier says of them after the last epoch has a table of its own. */
  readonly otherTests?: Readonly<Record<string, LabelledImages>> | undefined;
}

export interface DatasetContext {
  /** Where downloads and decoded images are kept between runs. */
  readonly cacheDirectory: string;
  /** One line for the person who waits. */
  report(message: string): void;
}

/** A file or folder that a data set needs and does not find. */
export interface MissingFile {
  /** Where it is to be put. */
  readonly path: string;
  /** What it holds, and where it comes from. */
  readonly what: string;
}

/** Which images and true labels. Corruption is never its business. */
export interface Dataset {
  /**
   * A digest of what determines the images and labels besides the options, where files of the user do: part of a cell's
   * id. Cheap: names and sizes do.
   * @throws UserError when the files cannot be read.
   */
  contents?(): string;
  /** What `load` would miss, cheaply: names of files alone. Without it nothing is needed beforehand. */
  missing?(): readonly MissingFile[];
  /** @throws UserError when a file is missing, corrupt or cannot be fetched. */
  load(context: DatasetContext): Promise<ImageDataset>;
}
