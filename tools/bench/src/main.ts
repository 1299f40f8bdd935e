import { parseArgs } from 'node:util';
import { machineNow } from './machine.ts';
import { writeFindings } from './report/write.ts';
import type { Section, Settings } from './section.ts';
import { sections } from './sections/index.ts';

const usage = `npm run bench -- [sections] [options]
Measures Ballast, beside PyTorch where pip can install it, and writes results/bench/SECTION.json and the marked
parts of docs/performance.md. Each section takes five minutes at most on an idle machine.

Sections (all unless named):
${sections.map(({ name, title }) => `  ${name.padEnd(12)}${title}`).join('\n')}

Options:
  --rounds N      how often every contestant has its turn (8)
  --depth N       of the ResNet (32)
  --batch N       samples of a train batch (128)
  --meta-batch N  samples of a meta batch (100)
  --images PATH   a .tar archive or folder of JPEGs, train/CLASS/NAME.jpg, to decode (default: made from digits)
  --help          this text`;

const options = {
  rounds: { type: 'string', default: '8' },
  depth: { type: 'string', default: '32' },
  batch: { type: 'string', default: '128' },
  'meta-batch': { type: 'string', default: '100' },
  images: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

process.exitCode = await main();

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const unknown = positionals.find((name) => !sections.some((section) => section.name === name));
  if (values.help || unknown !== undefined) {
    console.log(unknown === undefined ? usage : `There is no section "${unknown}".\n\n${usage}`);
    return unknown === undefined ? 0 : 2;
  }
  const settings: Settings = {
    rounds: Number(values.rounds),
    depth: Number(values.depth),
    batch: Number(values.batch),
    metaBatch: Number(values['meta-batch']),
    images: values.images,
  };
  for (const section of sections) {
    if (positionals.length === 0 || positionals.includes(section.name)) await measure(section, settings);
  }
  return 0;
}

async function measure(section: Section, settings: Settings): Promise<void> {
  console.log(`## ${section.title}`);
  const machine = machineNow();
  const findings = await section.measure(settings);
  console.log(await writeFindings(section, settings, machine, findings));
}
