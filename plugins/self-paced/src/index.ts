import { mentorNet } from './mentorNet.ts';
import { selfPaced } from './selfPaced.ts';

export { mentorNet, selfPaced };
export default [selfPaced, mentorNet];
