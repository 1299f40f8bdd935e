import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { explainDiskErrors, writeJson } from '../store/atomic.ts';
import { asJson } from '../cells/cell.ts';
import { fitOf, type KeptClassifier } from './trainedClassifier.ts';

/** Writes `model.safetensors` and, beside it, all that a program of another language needs to use it. @throws UserError */
export function exportSafetensors({ cell, config, file, stored }: KeptClassifier, folder: string): void {
  explainDiskErrors(folder, () => {
    mkdirSync(folder, { recursive: true });
    copyFileSync(file, join(folder, 'model.safetensors'));
  });
  const { classNames, imageShape, normalisation, stages } = stored;
  writeJson(
    join(folder, 'model.json'),
    asJson({
      cell: cell.name,
      model: config.model,
      stages,
      classNames,
      preprocessing: {
        decode: imageShape.channels === 1 ? 'luminance, 8 bits' : 'sRGB without alpha, 8 bits a channel',
        resize: { height: imageShape.height, width: imageShape.width, fit: fitOf(asJson(config.task.dataset)) },
        normalise: { formula: '(byte - mean[channel]) / standardDeviation[channel]', ...normalisation },
      },
      input: { layout: 'batch, height, width, channels', type: 'float32', ...imageShape },
      output: 'logits: batch, classes; softmax gives probabilities',
      tensors:
        'parameters/STAGE.NAME and buffers/STAGE.NAME; dense kernels are [in, out], convolutions [height, width, in, out]',
    }),
  );
}
