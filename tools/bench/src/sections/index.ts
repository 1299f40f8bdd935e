import type { Section } from '../section.ts';
import { memory } from './memory.ts';
import { overhead } from './overhead.ts';
import { scaling } from './scaling.ts';
import { start } from './start.ts';
import { steps } from './steps.ts';
import { suite } from './suite.ts';
import { table8 } from './table8.ts';
import { wasm } from './wasm.ts';

export const sections: readonly Section[] = [steps, table8, memory, wasm, overhead, scaling, suite, start];
