export { d2l as default } from './d2l.ts';
