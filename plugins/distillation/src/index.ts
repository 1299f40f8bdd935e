export { distillation as default } from './distillation.ts';
