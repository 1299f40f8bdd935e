export * from './kinds.ts';
export * from './pluginFiles.ts';
export * from './projectPlugin.ts';
export * from './workspacePlugin.ts';
