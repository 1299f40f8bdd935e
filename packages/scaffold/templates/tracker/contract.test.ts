import { trackerContract } from '@ballast/testing';
import templateName from '../src/index.ts';

trackerContract(templateName);
