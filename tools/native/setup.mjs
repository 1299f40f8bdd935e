import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  compileBinding,
  installedBindingLoads,
  installPackages,
  placeLibrary,
  shareTfjs,
  verifyBinding,
} from './src/build.mjs';
import { SetupError, stopRunning } from './src/command.mjs';
import { placesOf } from './src/places.mjs';
import { missingRequirements } from './src/requirements.mjs';
import { openStaging, publish, removeStaging } from './src/staging.mjs';
import { readStamp, sameStamp, stampFor, writeStamp } from './src/stamp.mjs';
import { obtainWheel, pinnedWheel } from './src/wheel.mjs';

const usage = `npm run setup:native [-- options]
Installs the native TensorFlow backend in tools/native, beside the workspace's own packages.

  --cuda    the library with CUDA instead of the one for CPUs
  --force   set it up again
  --help    this text

Exit codes: 0 set up, 1 a step failed, 2 something is missing that the set-up needs.`;

process.exitCode = await main(process.argv.slice(2));

async function main(argv) {
  const options = parse(argv);
  if (options === undefined || options.help) {
    console.log(usage);
    return options === undefined ? 2 : 0;
  }
  const places = placesOf();
  const variant = options.cuda ? 'cuda' : 'cpu';
  const pinned = pinnedWheel(places.home, variant);
  const stamp = stampFor(places.home, variant, pinned);
  if (!options.force && sameStamp(readStamp(places.installed), stamp)) {
    if (installedBindingLoads(places)) {
      console.log(`The native backend is already set up (${stamp.library}). --force sets it up again.`);
      return 0;
    }
    console.log('The native backend is set up, but does not load: setting it up again.');
  }
  const missing = missingRequirements(places);
  if (missing.length > 0) {
    console.error('The native backend cannot be set up here. Missing:');
    for (const { name, remedy } of missing) console.error(`  - ${name}\n    ${remedy}`);
    console.error('Nothing was changed; everything runs on the wasm backend meanwhile.');
    return 2;
  }
  return setUp(places, pinned, stamp);
}

async function setUp(places, pinned, stamp) {
  const modules = join(places.staging, 'node_modules');
  try {
    openStaging(places);
  } catch (error) {
    return fail(error);
  }
  cleanUpOnSignals(places);
  try {
    const wheel = await step(1, `Getting the ${pinned.name} ${pinned.version} wheel`, () =>
      obtainWheel(pinned, places, (line) => console.log(`      ${line}`)),
    );
    await step(2, 'Installing the packages of tools/native', () => installPackages(places));
    await step(3, "Unpacking the wheel's library and headers", () => placeLibrary(wheel, places));
    await step(4, 'Compiling the binding', () => compileBinding(places));
    await step(5, 'Trying it out', async () => {
      shareTfjs(places);
      await verifyBinding(places);
    });
    await step(6, `Putting it in place: ${places.installed}`, () => {
      writeStamp(modules, stamp);
      publish(places);
    });
    console.log('The native backend is set up. `npm run ballast -- doctor` shows it in use.');
    return 0;
  } catch (error) {
    return fail(error, places.log);
  } finally {
    removeStaging(places);
  }
}

async function step(number, title, action) {
  console.log(`[${String(number)}/6] ${title}`);
  return action();
}

function fail(error, log) {
  if (log !== undefined && existsSync(log)) console.error(lastLines(log, 40));
  const reason = error instanceof SetupError ? error.message : (error.stack ?? error.message);
  console.error(`The native set-up failed: ${reason}\nNothing was changed; run it again when that is mended.`);
  return 1;
}

function lastLines(file, count) {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-count).join('\n');
}

/** A kill that cannot be caught leaves the staging folder to the next run. */
function cleanUpOnSignals(places) {
  for (const [signal, code] of [
    ['SIGHUP', 129],
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ]) {
    process.once(signal, () => {
      stopRunning();
      removeStaging(places);
      console.error('\nInterrupted; nothing was changed.');
      process.exit(code);
    });
  }
}

function parse(argv) {
  const options = Object.fromEntries(
    ['cuda', 'force', 'help'].map((name) => [name, { type: 'boolean', default: false }]),
  );
  try {
    return parseArgs({ args: argv, options }).values;
  } catch (error) {
    console.error(error.message);
    return undefined;
  }
}
