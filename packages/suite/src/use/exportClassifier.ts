import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { classifierFunction } from '@ballast/training';
import { savedModelOf } from '@ballast/tensor';
import { explainDiskErrors, writeFileAtomically, writeJson } from '../store/atomic.ts';
import { asJson } from '../cells/cell.ts';
import { loadClassifier, sizingOf, type KeptClassifier } from './trainedClassifier.ts';

export type ExportFormat = 'safetensors' | 'saved-model';

/**
 * Writes a classifier and, beside it in `model.json`, all that a program of another language needs to use it.
 * @param path as the suite was named
 * @returns the files, below the folder
 * @throws UserError
 */
export async function exportClassifier(
  path: string,
  kept: KeptClassifier,
  { format, folder }: { readonly format: ExportFormat; readonly folder: string },
): Promise<string[]> {
  explainDiskErrors(folder, () => mkdirSync(folder, { recursive: true }));
  const { file, form } =
    format === 'safetensors' ? copySafetensors(kept, folder) : await writeSavedModel(path, kept, folder);
  writeJson(join(folder, 'model.json'), asJson({ ...description(kept), ...form }));
  return [file, 'model.json'];
}

interface Written {
  readonly file: string;
  /** What `model.json` says of this format. */
  readonly form: object;
}

function copySafetensors({ file, stored: { imageShape } }: KeptClassifier, folder: string): Written {
  const name = 'model.safetensors';
  explainDiskErrors(folder, () => {
    copyFileSync(file, join(folder, name));
  });
  return {
    file: name,
    form: {
      input: { layout: 'batch, height, width, channels', type: 'float32, normalised', ...imageShape },
      output: 'logits: batch, classes; softmax gives probabilities',
      tensors:
        'parameters/STAGE.NAME and buffers/STAGE.NAME; dense kernels are [in, out], convolutions [height, width, in, out]',
    },
  };
}

/** The normalisation is part of the graph. */
async function writeSavedModel(path: string, kept: KeptClassifier, folder: string): Promise<Written> {
  const name = 'saved_model.pb';
  const { imageShape, normalisation } = kept.stored;
  const { height, width, channels } = imageShape;
  const compute = classifierFunction(await loadClassifier(path, kept), normalisation);
  writeFileAtomically(join(folder, name), savedModelOf({ imageShape: [height, width, channels], compute }));
  return {
    file: name,
    form: {
      signature: 'serving_default',
      input: {
        name: 'images',
        layout: 'batch, height, width, channels',
        type: 'uint8, not normalised: the graph does it',
        ...imageShape,
      },
      output: { logits: 'float32: batch, classes', probabilities: 'float32: batch, classes' },
    },
  };
}

function description({ cell, config, stored }: KeptClassifier): object {
  const { classNames, imageShape, normalisation, stages } = stored;
  const { fit, margin } = sizingOf(asJson(config.task.dataset));
  return {
    cell: cell.name,
    model: config.model,
    method: config.method,
    stages,
    classNames,
    preprocessing: {
      decode: `turned as Exif says, transparent parts on white, ${imageShape.channels === 1 ? 'luminance, 8 bits' : 'sRGB, 8 bits a channel'}`,
      resize: { height: imageShape.height + 2 * margin, width: imageShape.width + 2 * margin, fit },
      ...(margin > 0 && { cutOnEverySide: margin }),
      normalise: { formula: '(byte - mean[channel]) / standardDeviation[channel]', ...normalisation },
    },
  };
}
