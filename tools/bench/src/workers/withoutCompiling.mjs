// Imported before a process of ours starts: its steps run op by op, as they did before there were compiled ones.
import { register } from 'node:module';

register('./withoutCompilingHooks.mjs', import.meta.url);
