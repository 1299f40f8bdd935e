export * from './artifacts.ts';
export * from './experiments.ts';
export * from './loggedModels.ts';
export * from './metrics.ts';
export * from './registry.ts';
export * from './runs.ts';
export * from './server.ts';
