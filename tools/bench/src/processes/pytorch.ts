import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { allocatorSettings, hugePages } from '../../../../packages/suite/src/launcher/workerEnvironment.ts';
import { cacheFolder } from '../places.ts';
import { BenchProcess } from './benchProcess.ts';

const environmentFolder = join(cacheFolder, 'pytorch');
const python = join(environmentFolder, 'bin', 'python');
const script = fileURLToPath(new URL('../../pytorch/contestant.py', import.meta.url));
const packages = ['torch', 'higher', 'numpy'];

/** Installs PyTorch where it is missing, into a virtual environment. @returns false, with a message, where that fails */
export function hasPytorch(): boolean {
  if (succeeds(python, ['-c', 'import torch, higher'])) return true;
  console.log(`Installing ${packages.join(', ')} into ${environmentFolder}: several GB, once.`);
  mkdirSync(cacheFolder, { recursive: true });
  const installed =
    (existsSync(python) || succeeds('python3', ['-m', 'venv', environmentFolder])) &&
    succeeds(python, ['-m', 'pip', 'install', '--quiet', ...packages]);
  if (!installed) console.log('PyTorch cannot be installed here (python3 with venv and pip): measured without it.');
  return installed;
}

/** The rivals, with the allocator's settings that we give ourselves. */
export function startPytorch(settings: object, threads = 2): BenchProcess {
  return new BenchProcess({
    program: python,
    parameters: [script, JSON.stringify({ ...settings, threads })],
    environment: {
      ...allocatorSettings,
      ...hugePages,
      OMP_NUM_THREADS: String(threads),
      PYTHONWARNINGS: 'ignore',
      TORCHINDUCTOR_CACHE_DIR: join(cacheFolder, 'inductor'),
    },
  });
}

function succeeds(program: string, parameters: readonly string[]): boolean {
  return spawnSync(program, parameters, { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
}
