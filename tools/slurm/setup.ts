import { resolve } from 'node:path';
import { Cluster } from './src/cluster.ts';
import { installPackages, missingAccountingPackages, missingPackages } from './src/packages.ts';

/** `install [PACKAGE…]`; `start FOLDER`; `stop FOLDER`: a Slurm cluster of one node to try things on. */
const [command, ...names] = process.argv.slice(2);
const [folder] = names;
if (command === 'install') {
  install('Slurm', missingPackages());
  install("Slurm's accounting", missingAccountingPackages());
  for (const name of names) install(name, [name]);
} else if (command === 'start' && folder !== undefined) {
  const cluster = await Cluster.start(resolve(folder));
  console.log(`export SLURM_CONF=${cluster.environment.SLURM_CONF}`);
} else if (command === 'stop' && folder !== undefined) {
  await Cluster.at(resolve(folder)).stop();
} else {
  console.error('tools/slurm/setup.ts install [PACKAGE…] | start FOLDER | stop FOLDER');
  process.exitCode = 2;
}

/** Says what came of it; the exit code is 1 when anything is missing. */
function install(what: string, packages: readonly string[]): void {
  const problem = installPackages(packages);
  console.log(problem === undefined ? `${what}: installed.` : `${what}: skipped, ${problem}.`);
  if (problem !== undefined) process.exitCode = 1;
}
