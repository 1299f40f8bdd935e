import type { Plugin } from '@ballast/core';
import { jsonl } from './jsonl/jsonl.ts';
import { mlflow } from './mlflow/mlflow.ts';
import { none } from './none/none.ts';

export { EventLine } from './jsonl/line.ts';

// What they stand on is imported when a tracker is opened: every worker imports every plugin.
const plugins: Plugin[] = [none, jsonl, mlflow];
export default plugins;
