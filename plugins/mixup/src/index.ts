export { mixup as default } from './mixup.ts';
