import { modelContract } from '@ballast/testing';
import templateName from '../src/index.ts';

modelContract(templateName, { hidden: 16 });
