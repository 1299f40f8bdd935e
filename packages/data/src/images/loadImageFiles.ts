import type { DatasetContext, ImageDataset, LabelledImages } from '@ballast/core';
import type { BrokenImage } from './decode.ts';
import { decodedImages, type DecodedPart, type FileParts } from './decodedCache.ts';
import type { ImageFiles } from './files.ts';
import type { ImageFileOptions } from './options.ts';
import { withoutMargin } from './pixels.ts';

/** Image files with their labels, as `LabelledImages` has them. */
export interface LabelledFiles extends ImageFiles, Pick<LabelledImages, 'trueLabels' | 'givenLabels'> {
  /** What stands before a file's path in `sources`. */
  readonly sourcePrefix?: string;
  /** What lies beside them and is no part of the data set. */
  readonly others?: readonly string[] | undefined;
}

export interface LabelledFileParts extends FileParts<LabelledFiles> {
  readonly classNames: readonly string[];
}

/** A line each; the rest is counted. */
const mostBrokenReported = 20;
const mostOthersNamed = 5;

/**
 * A data set of image files: decoded on the first call, brought to one size, broken ones listed and left out.
 * @throws UserError when more are broken than the options allow, or sizes differ.
 */
export async function loadImageFiles(
  { classNames, train, test, otherTests = {} }: LabelledFileParts,
  options: ImageFileOptions,
  context: DatasetContext,
): Promise<ImageDataset> {
  const decoded = await decodedImages({ train, test, otherTests }, options, context);
  const labelled = (part: LabelledFiles, found: DecodedPart): LabelledImages => {
    reportOthers(part, context);
    reportBroken(part, found.broken, context);
    return labelledImages(part, found);
  };
  const others = Object.entries(otherTests).map(([name, part]) => {
    return [name, labelled(part, decoded.otherTests[name] as DecodedPart)] as const;
  });
  return {
    classNames,
    imageShape: withoutMargin(decoded.shape, options.margin),
    ...(options.margin > 0 && { margin: options.margin }),
    normalisation: options.normalisation ?? decoded.statistics,
    train: labelled(train, decoded.train),
    test: labelled(test, decoded.test),
    ...(others.length > 0 && { otherTests: Object.fromEntries(others) }),
  };
}

function labelledImages(part: LabelledFiles, { pixels, broken }: DecodedPart): LabelledImages {
  const { files, trueLabels, givenLabels, sourcePrefix = '' } = part;
  const gone = new Set(broken.map(({ index }) => index));
  const whole = (_: unknown, index: number): boolean => !gone.has(index);
  return {
    count: files.length - gone.size,
    pixels,
    trueLabels: trueLabels?.filter(whole),
    givenLabels: givenLabels?.filter(whole),
    sources: files.filter(whole).map((file) => sourcePrefix + file),
  };
}

function reportOthers({ folder, others = [] }: LabelledFiles, context: DatasetContext): void {
  if (others.length === 0) return;
  const named = [...others.slice(0, mostOthersNamed), ...(others.length > mostOthersNamed ? ['…'] : [])].join(', ');
  context.report(`${folder}: ${String(others.length)} left out, no image of a class by name: ${named}`);
}

function reportBroken({ folder, files }: ImageFiles, broken: readonly BrokenImage[], context: DatasetContext): void {
  if (broken.length === 0) return;
  context.report(`${folder}: ${String(broken.length)} of ${String(files.length)} images are broken and left out`);
  for (const { index, reason } of broken.slice(0, mostBrokenReported)) {
    context.report(`  ${files[index] ?? ''}: ${reason}`);
  }
  const more = broken.length - mostBrokenReported;
  if (more > 0) context.report(`  and ${String(more)} more`);
}
