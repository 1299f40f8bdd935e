import { batchNormNames, type WeightNames } from '../weights/names.ts';

/**
 * torchvision's names: `conv1`, `bn1`, `layer1.0.conv1` …, `fc`; the shortcut is `downsample`, a convolution (0) and
 * batch norm (1). Its stages and blocks are counted from 1 and 0, ours from 1.
 */
export const resnet50Names: WeightNames = (stage, name) => {
  if (stage === 'head') return name === 'kernel' ? 'fc.weight' : 'fc.bias';
  const layer = stage === 'stem' ? '' : `layer${stage.slice('stage'.length)}.`;
  const [, block, part = ''] = /^(?:block(\d+)\.)?(.*)$/.exec(name) ?? [];
  const prefix = layer + (block === undefined ? '' : `${String(Number(block) - 1)}.`);
  const [module = '', field] = part.split('.');
  const named = { conv: 'conv1', bn: 'bn1', shortcut: 'downsample.0', shortcutBn: 'downsample.1' }[module] ?? module;
  return `${prefix}${named}.${field === undefined ? 'weight' : batchNormNames(field)}`;
};
