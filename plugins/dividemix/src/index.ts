export { divideMix as default } from './divideMix.ts';
