import { LOGGED_IMAGES_TAG, steppedImagePaths, type MlflowClient, type Run } from '@ballast/mlflow-ts-client';
import type { Artifacts, NamedFigure } from '../artifacts/artifacts.ts';
import { drawPicture } from '../artifacts/png.ts';
import { digestOf, digestOfJson } from '../digest.ts';
import type { Total } from './total.ts';

/** The tag with the digest of the artifacts that have arrived. */
const artifactsTag = 'ballast.artifacts';

/** Sends a run's files, tables and figures, unless the same ones are there. Each overwrites its earlier version. */
export async function sendArtifacts(client: MlflowClient, run: Run, artifacts: Artifacts, total: Total): Promise<void> {
  const { files, tables, figures } = artifacts;
  if (Object.keys(files).length + figures.length === 0) return;
  const digest = digestOfJson(artifacts);
  const { info, tags } = await client.runs.get(run.info.runId);
  if (tags[artifactsTag] === digest) return;
  for (const [path, content] of Object.entries(files)) await client.artifacts.upload(info, path, content);
  const active = await client.resumeRun(info.runId);
  for (const [path, table] of Object.entries(tables)) await active.logTable(path, table);
  for (const figure of figures) await sendFigure(client, run, figure);
  const marks = { [artifactsTag]: digest, ...(figures.length > 0 ? { [LOGGED_IMAGES_TAG]: 'True' } : {}) };
  await client.runs.log(info.runId, { tags: marks });
  total.files += Object.keys(files).length + Object.keys(tables).length + figures.length;
}

/** Under a name that depends on the figure's key alone, so that a newer drawing takes the place of the older one. */
async function sendFigure(client: MlflowClient, { info }: Run, { key, svg }: NamedFigure): Promise<void> {
  const named = { key, step: 0, timestamp: info.startTime, id: asUuid(digestOf(key)) };
  const paths = steppedImagePaths(named, 'png');
  const { png, thumbnail } = await drawPicture(svg);
  await client.artifacts.upload(info, paths.image, png);
  await client.artifacts.upload(info, paths.thumbnail, thumbnail);
}

/** The interface expects one in the name of an image. */
function asUuid(digest: string): string {
  return digest.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
