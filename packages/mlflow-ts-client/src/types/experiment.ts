import { integerAt, optionalText, recordAt, type JsonObject, textAt } from '../values/json.ts';

/** Deleted ones stay until the server sweeps them out. */
export type LifecycleStage = 'active' | 'deleted';

/** A set of runs. */
export interface Experiment {
  readonly experimentId: string;
  readonly name: string;
  /** Below which its runs keep their artifacts. */
  readonly artifactLocation: string;
  readonly lifecycleStage: LifecycleStage;
  /** Milliseconds since 1970. */
  readonly creationTime: number;
  readonly lastUpdateTime: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** Reads an experiment of an answer. */
export function decodeExperiment(json: JsonObject): Experiment {
  return {
    experimentId: textAt(json, 'experiment_id'),
    name: textAt(json, 'name'),
    artifactLocation: textAt(json, 'artifact_location'),
    lifecycleStage: decodeStage(json),
    creationTime: integerAt(json, 'creation_time'),
    lastUpdateTime: integerAt(json, 'last_update_time'),
    tags: recordAt(json, 'tags'),
  };
}

/** Reads whether something is deleted. */
export function decodeStage(json: JsonObject): LifecycleStage {
  return optionalText(json, 'lifecycle_stage') === 'deleted' ? 'deleted' : 'active';
}
