import { fileURLToPath } from 'node:url';

const ownFolder = new URL('.', import.meta.url).href;

/** File and line of the code outside of libraries and of this folder that led here. */
export function callerLine(): string {
  const lines = wholeStack().split('\n').slice(1);
  const caller = lines.find((line) => !/node_modules|tfjs-core|node:|<anonymous>/.test(line) && !isOwn(line));
  return caller?.trim().replace(/^at /, '') ?? 'a place unknown';
}

/** Stacks hold paths or addresses, as the loader has it. */
function isOwn(line: string): boolean {
  return line.includes(ownFolder) || line.includes(fileURLToPath(ownFolder));
}

/** tfjs alone is deeper than the ten calls that an error names. */
function wholeStack(): string {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 100;
  const { stack } = new Error();
  Error.stackTraceLimit = limit;
  return stack ?? '';
}
