import { samplerContract } from '@ballast/testing';
import templateName from '../src/index.ts';

// A sampler that leaves samples out, or takes some twice, says so on its page and here: { permutation: false }.
samplerContract(templateName, {}, { permutation: true });
