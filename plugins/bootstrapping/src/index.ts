import { bootstrappingHard } from './hard.ts';
import { bootstrappingSoft } from './soft.ts';

export { bootstrappingHard, bootstrappingSoft };
export default [bootstrappingSoft, bootstrappingHard];
