import { resolve } from 'node:path';
import { Cluster } from './src/cluster.ts';
import { installPackages } from './src/packages.ts';

/** `install`; `start FOLDER`; `stop FOLDER`: a Slurm cluster of one node to try things on. */
const [command, folder] = process.argv.slice(2);
if (command === 'install') {
  const problem = installPackages();
  console.log(problem === undefined ? 'Slurm is installed.' : `Slurm is not installed: ${problem}.`);
  process.exitCode = problem === undefined ? 0 : 1;
} else if (command === 'start' && folder !== undefined) {
  const cluster = await Cluster.start(resolve(folder));
  console.log(`export SLURM_CONF=${cluster.environment.SLURM_CONF}`);
} else if (command === 'stop' && folder !== undefined) {
  await Cluster.at(resolve(folder)).stop();
} else {
  console.error('tools/slurm/setup.ts install | start FOLDER | stop FOLDER');
  process.exitCode = 2;
}
