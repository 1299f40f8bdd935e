import 'reflect-metadata';

// From here, so that a plugin needs neither package and the polyfill always loads first.
export { inject, injectable } from 'tsyringe';

export * from './classes/classThirds.ts';
export * from './classes/classWeights.ts';
export * from './classes/confusionScores.ts';
export * from './classes/labels.ts';
export * from './classes/logPriors.ts';
export { isBlock } from './config/blockDefaults.ts';
export * from './config/location.ts';
export * from './config/validate.ts';
export * from './contracts/index.ts';
export * from './corruption/drawLabels.ts';
export * from './errors.ts';
export * from './files/diskErrors.ts';
export * from './files/lock.ts';
export * from './files/makeFolder.ts';
export * from './files/npyHeader.ts';
export * from './files/readBytes.ts';
export * from './files/zipArchive.ts';
export * from './lossCurves/lossCurves.ts';
export * from './nearest.ts';
export * from './plugins/definePlugin.ts';
export * from './plugins/discovery.ts';
export * from './plugins/kinds.ts';
export * from './plugins/optionsSchema.ts';
export * from './plugins/reference.ts';
export * from './plugins/registry.ts';
export * from './plugins/searchRange.ts';
export * from './plugins/searchSpace.ts';
export * from './random/betaVariate.ts';
export * from './random/random.ts';
export * from './random/undrawn.ts';
