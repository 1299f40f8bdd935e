import { weightNetContract } from '@ballast/testing';
import templateName from '../src/index.ts';

weightNetContract(templateName);
weightNetContract(templateName, { spread: 1 });
