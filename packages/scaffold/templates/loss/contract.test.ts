import { lossContract, neutralLossContract } from '@ballast/testing';
import templateName from '../src/index.ts';

lossContract(templateName);
// In its neutral setting a loss is cross entropy, bit for bit: a method that is switched off is the baseline.
neutralLossContract(templateName, { strength: 0 });
