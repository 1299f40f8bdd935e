import type { MlflowClient, Run } from '@ballast/mlflow-ts-client';
import type { RunView } from '../view/runView.ts';
import { arrived, markOf, sentTag } from './sentMark.ts';
import { computationTag, type ServerRuns } from './serverRuns.ts';
import type { Total } from './total.ts';

/**
 * Makes a run on the server what the view says. Sends what is missing alone; what an interrupted sending left
 * unclear goes again, and the server knows each point by its name, step, time and value.
 */
export async function sendRun(client: MlflowClient, runs: ServerRuns, view: RunView, total: Total): Promise<Run> {
  const run = await findOrCreate(runs, view, total);
  const tags = { ...run.tags, ...(await sendPoints(client, run, view, total)) };
  const missing = Object.entries(view.tags).filter(([key, value]) => tags[key] !== value);
  if (missing.length > 0) await client.runs.log(run.info.runId, { tags: Object.fromEntries(missing) });
  const datasets = await sendDatasets(client, run, view);
  const info = await sendStatus(client, run, view);
  const sent = { ...run, info, datasets, params: { ...run.params, ...view.params }, tags: { ...tags, ...view.tags } };
  runs.update(view, sent);
  return sent;
}

async function findOrCreate(runs: ServerRuns, view: RunView, total: Total): Promise<Run> {
  const known = runs.find(view.identity);
  if (known !== undefined && !isComputedAnew(known, view)) return known;
  if (known !== undefined) await runs.discard(view, known);
  total.runs += 1;
  return runs.create(view);
}

function isComputedAnew({ tags }: Run, { computation, points }: RunView): boolean {
  if (computation === undefined) return false;
  const earlier = tags[computationTag];
  return (earlier !== undefined && earlier !== computation) || arrived(points, tags[sentTag]) === undefined;
}

/** Parameters and points, then the mark that they have arrived. */
async function sendPoints(
  client: MlflowClient,
  { info, tags, params }: Run,
  { points, params: wanted, computation }: RunView,
  total: Total,
): Promise<Record<string, string>> {
  const metrics = points.slice(arrived(points, tags[sentTag]) ?? 0);
  const missing = Object.entries(wanted).filter(([key]) => params[key] === undefined);
  if (metrics.length + missing.length > 0) {
    await client.runs.log(info.runId, { metrics, params: Object.fromEntries(missing) });
  }
  if (metrics.length === 0) return {};
  total.values += metrics.length;
  const marks = { [sentTag]: markOf(points), ...(computation === undefined ? {} : { [computationTag]: computation }) };
  await client.runs.log(info.runId, { tags: marks });
  return marks;
}

async function sendDatasets(client: MlflowClient, run: Run, view: RunView): Promise<Run['datasets']> {
  if (run.datasets.length > 0) return run.datasets;
  const inputs = view.datasets();
  if (inputs.length === 0) return run.datasets;
  await client.runs.logInputs(run.info.runId, inputs);
  return inputs.map(({ dataset: { name, digest, sourceType } }) => ({
    name,
    digest,
    sourceType,
    source: '',
    schema: '',
    profile: '',
  }));
}

async function sendStatus(client: MlflowClient, { info }: Run, { status, endTime }: RunView): Promise<Run['info']> {
  const isKnown = info.status === status && (status === 'RUNNING' || info.endTime === endTime);
  if (isKnown) return info;
  const ended = endTime === undefined || status === 'RUNNING' ? {} : { endTime };
  await client.runs.update(info.runId, { status, ...ended });
  return { ...info, status, ...ended };
}
