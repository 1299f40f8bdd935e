export { mlc as default } from './mlc.ts';
