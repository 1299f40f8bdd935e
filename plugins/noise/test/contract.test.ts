import type { Plugin } from '@ballast/core';
import { noiseContract } from '@ballast/testing';
import injectors from '../src/index.ts';

const variants = [
  'including-self',
  'excluding-self',
  'weighted-by-class-counts',
  'excluding-self-weighted-by-class-counts',
];

for (const injector of injectors as readonly Plugin<'noise'>[]) {
  if (injector.id === 'from-file') continue; // its labels are the file's, not drawn
  const settings = injector.id === 'uniform' ? variants.map((variant) => ({ variant })) : [{}];
  for (const setting of settings) noiseContract(injector, { rate: 0.4, ...setting });
}
