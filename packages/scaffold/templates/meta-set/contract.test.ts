import { metaSetContract } from '@ballast/testing';
import templateName from '../src/index.ts';

for (const perClass of [1, 10]) metaSetContract(templateName, { perClass });
