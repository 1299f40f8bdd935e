import { it } from 'vitest';
import { expectSteadyMemory } from './support/trainEpochs.ts';

it('keeps its memory over 2,000 steps on wasm', () => expectSteadyMemory('wasm', 2_000));
