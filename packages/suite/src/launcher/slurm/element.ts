import { WaveFolder } from './wave.ts';
import { runElement } from './runElement.ts';

/** The entry of a job: one element of a wave. */
await runElement(new WaveFolder(process.argv[2] ?? ''), Number(process.env['SLURM_ARRAY_TASK_ID']));
process.exit();
