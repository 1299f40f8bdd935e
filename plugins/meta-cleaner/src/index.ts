export { metaCleaner as default } from './metaCleaner.ts';
