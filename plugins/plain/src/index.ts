export { plain as default } from './plainMethod.ts';
