import { dropoutName } from '../parts/dropout.ts';
import { batchNormNames, weightOrBias, type WeightNames } from '../weights/names.ts';
import { vgg19Stages } from './vgg19.ts';

/** Places that a convolution takes in torchvision's `features`: itself, batch norm, ReLU; a stage's end takes one more. */
const placesOfConvolution = 3;
/** Of a dense layer in `classifier`: itself, ReLU, dropout. */
const placesOfDense = 3;
const hiddenLayers = 2;

/** torchvision's names: `features.PLACE` and `classifier.PLACE`, counted from 0. */
export const vgg19Names: WeightNames = (stage, name) => {
  const [layer = '', field = ''] = name.split('.');
  if (layer === dropoutName) return undefined;
  const number = Number(/\d+$/.exec(stage)?.[0] ?? 0) - 1;
  if (stage.startsWith('stage')) {
    const first = vgg19Stages
      .slice(0, number)
      .reduce((places, { convolutions }) => places + placesOfConvolution * convolutions + 1, 0);
    const place = first + placesOfConvolution * (Number(/\d+$/.exec(layer)?.[0] ?? 0) - 1);
    if (layer.startsWith('bn')) return `features.${String(place + 1)}.${batchNormNames(field)}`;
    return `features.${String(place)}.${weightOrBias(field)}`;
  }
  const place = placesOfDense * (stage === 'head' ? hiddenLayers : number);
  return `classifier.${String(place)}.${weightOrBias(name)}`;
};
