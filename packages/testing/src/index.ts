export * from './goldens/closeness.ts';
export * from './goldens/goldenTensor.ts';
export * from './goldens/readGolden.ts';
