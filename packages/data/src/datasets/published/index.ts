export { animal10n } from './animal10n.ts';
export { clothing1m } from './clothing1m.ts';
export { food101n } from './food101n.ts';
export { imagenetLt } from './imagenetLt.ts';
export { webvision } from './webvision.ts';
