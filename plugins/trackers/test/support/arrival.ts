import { MlflowClient } from '@ballast/mlflow-ts-client';
import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until metric values of a run of this experiment have arrived. @throws Error after five minutes. */
export async function untilValuesArrive(trackingUri: string, experiment: string): Promise<void> {
  const client = new MlflowClient({ trackingUri });
  try {
    for (const start = Date.now(); !(await hasValues(client, experiment));) {
      if (Date.now() - start > 300_000) throw new Error(`nothing arrives in ${experiment}`);
      await sleep(20);
    }
  } finally {
    client.close();
  }
}

async function hasValues(client: MlflowClient, experiment: string): Promise<boolean> {
  const found = await client.experiments.findByName(experiment);
  if (found === undefined) return false;
  for await (const { metrics } of client.runs.search({ experimentIds: [found.experimentId] })) {
    if (Object.keys(metrics).length > 0) return true;
  }
  return false;
}
