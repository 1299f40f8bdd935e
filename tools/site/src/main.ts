import { join, resolve } from 'node:path';
import { buildSite } from './buildSite.ts';

/** `npm run docs`: the docs site in `dist/site`. */
const folder = join(resolve(import.meta.dirname, '..', '..', '..'), 'dist', 'site');
const problems = await buildSite(folder);
for (const problem of problems) console.error(problem);
console.log(`The docs site is in ${folder}: open index.html.`);
if (problems.length > 0) process.exitCode = 1;
