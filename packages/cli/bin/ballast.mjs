#!/usr/bin/env node
// The command from any folder, from sources as from a built package: plugins may be TypeScript in both.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';

// tsx takes the decorators' setting from one tsconfig.json, else from the current folder's.
process.env.TSX_TSCONFIG_PATH ??= createRequire(import.meta.url).resolve('@ballast/suite/tsconfig.plugins.json');
await import('tsx');
const sources = new URL('../src/main.ts', import.meta.url);
await import(existsSync(sources) ? sources.href : '../src/main.js');
