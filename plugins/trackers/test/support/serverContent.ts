import { readWithPython } from '@ballast/mlflow-ts-client/testing';

export interface TrackedRun {
  readonly run: string;
  readonly name: string;
  readonly parent: string | null;
  readonly status: string;
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  /** [step, timestamp, value] by name, as the server has them. */
  readonly histories: Readonly<Record<string, readonly (readonly [number, number, number])[]>>;
  readonly datasets: readonly string[];
  readonly artifacts: readonly string[];
}

/** Everything that experiments hold, as the official client reads it; names of stores and runs, and when a run began, left out. */
export async function contentsOf(trackingUri: string, ...experiments: string[]): Promise<TrackedRun[][]> {
  const program = `
import re
def files(run_id, path=None):
    return [f for i in client.list_artifacts(run_id, path) for f in (files(run_id, i.path) if i.is_dir else [i.path])]
own = ('ballast.store', 'mlflow-ts-client.request', 'mlflow.parentRunId')
def content(experiment):
  runs = client.search_runs([client.get_experiment_by_name(experiment).experiment_id], max_results=1000)
  names = {r.info.run_id: r.data.tags['ballast.run'] for r in runs}
  return sorted([dict(
  run=names[r.info.run_id], name=r.info.run_name, parent=names.get(r.data.tags.get('mlflow.parentRunId')),
  status=r.info.status, params=r.data.params, tags={k: v for k, v in r.data.tags.items() if k not in own},
  histories={k: sorted([m.step, m.timestamp, m.value] for m in client.get_metric_history(r.info.run_id, k)) for k in r.data.metrics},
  datasets=[i.dataset.name + ' ' + i.dataset.digest for i in r.inputs.dataset_inputs],
  artifacts=sorted(re.sub('timestamp.[0-9]+', 'timestamp', f) for f in files(r.info.run_id))) for r in runs], key=lambda r: r['run'])
print(json.dumps([content(e) for e in ${JSON.stringify(experiments)}]))
`;
  return (await readWithPython(trackingUri, program)) as TrackedRun[][];
}

export async function contentOf(trackingUri: string, experiment: string): Promise<TrackedRun[]> {
  const [content = []] = await contentsOf(trackingUri, experiment);
  return content;
}

/** Straight from the server's database: [run, metric, points, steps, first step, last step], and how many runs there are. */
export async function countsOf(
  serverFolder: string,
): Promise<{ runs: number; counts: [string, string, ...number[]][] }> {
  const program = `
import sqlite3
db = sqlite3.connect('${serverFolder}/mlflow.db')
print(json.dumps(dict(
  runs=db.execute("select count(*) from runs where lifecycle_stage = 'active'").fetchone()[0],
  counts=db.execute('''select t.value, m.key, count(*), count(distinct m.step), min(m.step), max(m.step) from metrics m
    join tags t on t.run_uuid = m.run_uuid and t.key = 'ballast.run' group by m.run_uuid, m.key''').fetchall())))
`;
  return (await readWithPython('http://127.0.0.1:1', program)) as Awaited<ReturnType<typeof countsOf>>;
}
