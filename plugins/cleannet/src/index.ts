export { cleanNet as default } from './cleanNet.ts';
