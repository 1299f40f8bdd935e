export * from './results/types.ts';
