import { isHeld, UserError, type TrackerContext } from '@ballast/core';
import { MlflowError } from '@ballast/mlflow-ts-client';
import { suiteFolder } from '@ballast/suite/results';
import { connect, onRequest } from './connection.ts';
import type { MlflowOptions } from './mlflow.ts';
import { Synchronizer } from './send/synchronizer.ts';
import { describeTotal } from './send/total.ts';

/**
 * Sends everything that the store holds and the server lacks.
 * @throws UserError when there are no results, or the server does not take them.
 */
export async function complete(options: MlflowOptions, { resultsRoot }: TrackerContext): Promise<string> {
  const synchronizer = new Synchronizer(connect(options, onRequest), resultsRoot, options.experiment);
  try {
    const total = await synchronizer.synchronize({
      isRunning: isHeld(suiteFolder(resultsRoot).lockFile),
      withArtifacts: true,
    });
    return describeTotal(total);
  } catch (error) {
    if (!(error instanceof MlflowError)) throw error;
    throw new UserError(
      {
        what: `the MLflow server did not take the results: ${error.message}`,
        fix: 'Start one (docs/dashboards.md), or name another with MLFLOW_TRACKING_URI; then run this command again. What was sent stays, and is not sent twice.',
      },
      { cause: error },
    );
  } finally {
    synchronizer.close();
  }
}
