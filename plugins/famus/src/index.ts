export { famus as default } from './famus.ts';
