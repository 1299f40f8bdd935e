#!/usr/bin/env node
// The command from any folder: tsx takes the decorators' setting from this workspace's tsconfig.json.
import { fileURLToPath } from 'node:url';
import { register } from 'tsx/esm/api';

process.env.TSX_TSCONFIG_PATH ??= fileURLToPath(new URL('../../../tsconfig.json', import.meta.url));
register();
await import('../src/main.ts');
