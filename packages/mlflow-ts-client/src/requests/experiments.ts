import { MlflowInputError } from '../errors.ts';
import { jsonRequest, nothing, type ApiRequest } from '../transport/request.ts';
import { decodeExperiment, type Experiment } from '../types/experiment.ts';
import { decodePage, type Page, type SearchOptions, type ViewType } from '../types/page.ts';
import { tagEntries, type TextRecord } from '../values/entries.ts';
import { objectAt, textAt } from '../values/json.ts';
import { LENGTH_LIMITS } from '../values/limits.ts';
import { checkInteger } from '../values/numbers.ts';
import { atMost, paramText, wellFormed, type TextSource } from '../values/text.ts';

/** What a new experiment may begin with. */
export interface CreateExperimentOptions {
  /** Where its runs keep their artifacts; the server's own choice when absent. */
  readonly artifactLocation?: string;
  readonly tags?: TextRecord;
}

/** Which experiments to find. */
export interface SearchExperimentsOptions extends SearchOptions {
  readonly viewType?: ViewType;
}

/** `experiments/create`; answers the id. */
export function createExperiment(name: string, options: CreateExperimentOptions = {}): ApiRequest<string> {
  const { artifactLocation, tags = {} } = options;
  return jsonRequest({
    path: 'experiments/create',
    body: {
      name: checkExperimentName(name),
      tags: tagEntries(tags, LENGTH_LIMITS.experimentTag),
      ...(artifactLocation === undefined ? {} : { artifact_location: artifactLocation }),
    },
    repeatable: false,
    read: (answer) => textAt(answer, 'experiment_id'),
  });
}

/** `experiments/get`. */
export function getExperiment(experimentId: string): ApiRequest<Experiment> {
  return readExperiment('experiments/get', { experiment_id: experimentId });
}

/** `experiments/get-by-name`. */
export function getExperimentByName(name: string): ApiRequest<Experiment> {
  return readExperiment('experiments/get-by-name', { experiment_name: checkExperimentName(name) });
}

/** One page of `experiments/search`. */
export function searchExperiments(
  options: SearchExperimentsOptions = {},
  pageToken?: string,
): ApiRequest<Page<Experiment>> {
  return jsonRequest({
    path: 'experiments/search',
    body: {
      // Required: without it the server answers 400.
      max_results: checkInteger(options.pageSize ?? 1000, 'pageSize', 0),
      filter: options.filter,
      order_by: options.orderBy,
      view_type: options.viewType ?? 'ACTIVE_ONLY',
      page_token: pageToken,
    },
    repeatable: true,
    read: (answer) => decodePage(answer, 'experiments', decodeExperiment),
  });
}

/** `experiments/update`. */
export function renameExperiment(experimentId: string, name: string): ApiRequest<void> {
  return change('experiments/update', { experiment_id: experimentId, new_name: checkExperimentName(name) }, true);
}

/** `experiments/delete`. */
export function deleteExperiment(experimentId: string): ApiRequest<void> {
  // A second time it is a 404.
  return change('experiments/delete', { experiment_id: experimentId }, false);
}

/** `experiments/restore`. */
export function restoreExperiment(experimentId: string): ApiRequest<void> {
  return change('experiments/restore', { experiment_id: experimentId }, false);
}

/** `experiments/set-experiment-tag`. */
export function setExperimentTag(experimentId: string, key: string, value: TextSource): ApiRequest<void> {
  const text = atMost(paramText(value), LENGTH_LIMITS.experimentTag, `The tag ${JSON.stringify(key)}`);
  return change('experiments/set-experiment-tag', { experiment_id: experimentId, key, value: text }, true);
}

/** `experiments/delete-experiment-tag`. */
export function deleteExperimentTag(experimentId: string, key: string): ApiRequest<void> {
  return change('experiments/delete-experiment-tag', { experiment_id: experimentId, key }, false);
}

function readExperiment(path: string, query: Record<string, string>): ApiRequest<Experiment> {
  return jsonRequest({
    method: 'GET',
    path,
    query,
    repeatable: true,
    read: (answer) => decodeExperiment(objectAt(answer, 'experiment')),
  });
}

function change(path: string, body: Record<string, string>, repeatable: boolean): ApiRequest<void> {
  return jsonRequest({ path, body, repeatable, read: nothing });
}

function checkExperimentName(name: string): string {
  if (name === '') throw new MlflowInputError('An experiment has a name.');
  return atMost(wellFormed(name), LENGTH_LIMITS.experimentName, 'The name of an experiment');
}
