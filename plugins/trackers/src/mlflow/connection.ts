import { UserError } from '@ballast/core';
import { connectionFromEnvironment, MlflowClient, MlflowError, type RetryPolicy } from '@ballast/mlflow-ts-client';
import type { MlflowOptions } from './mlflow.ts';

/** How long to wait for an answer, and how often to ask again. */
export interface Patience {
  readonly timeoutSeconds: number;
  readonly retry: Partial<RetryPolicy>;
}

/** Beside a run nobody waits: what failed is tried again at the next look. */
export const besideARun: Patience = { timeoutSeconds: 10, retry: { retries: 1 } };

/** Somebody asked for it: a server may restart meanwhile. */
export const onRequest: Patience = {
  timeoutSeconds: 60,
  retry: { retries: 12, totalSeconds: 180, maximumBackoffSeconds: 10 },
};

/** @throws UserError for an address or credentials that cannot be right. */
export function connect({ uri }: MlflowOptions, patience: Patience): MlflowClient {
  const named = uri ?? process.env['MLFLOW_TRACKING_URI'];
  const trackingUri = named === undefined || named === '' ? 'http://127.0.0.1:5000' : named;
  return explainErrors(() => {
    const connection = connectionFromEnvironment({ ...process.env, MLFLOW_TRACKING_URI: trackingUri });
    return new MlflowClient({ ...connection, ...patience });
  });
}

function explainErrors<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof MlflowError) throw new UserError({ what: error.message, where: 'tracker' }, { cause: error });
    throw error;
  }
}
