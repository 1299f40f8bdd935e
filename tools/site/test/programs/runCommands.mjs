// Runs Ballast's command lines one after another in one process: a JSON list of lists of arguments in, what came of
// each out. Starting a process for each would take a minute.
import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';

const require = createRequire(import.meta.url);
process.env.TSX_TSCONFIG_PATH ??= require.resolve('@ballast/suite/tsconfig.plugins.json');
await import('tsx');
const { main } = await import('@ballast/cli');

const write = process.stdout.write.bind(process.stdout);
const outcomes = [];
for (const args of JSON.parse(await text(process.stdin))) {
  let output = '';
  const note = (chunk) => {
    output += String(chunk);
    return true;
  };
  process.stdout.write = note;
  process.stderr.write = note;
  outcomes.push({ args, code: await main(args), output });
}
write(`${JSON.stringify(outcomes)}\n`);
process.exit(0);
