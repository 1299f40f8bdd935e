import { MlflowInputError } from '../errors.ts';
import { listAt, objectAt, textAt, type JsonObject } from '../values/json.ts';
import { tagEntries, type TextRecord } from '../values/entries.ts';
import { LENGTH_LIMITS } from '../values/limits.ts';
import { atMost, jsonText, wellFormed } from '../values/text.ts';

/** What the interface draws of a dataset: columns, or tensors by name. */
export type DatasetSchema =
  | { readonly columns: readonly { readonly name: string; readonly type: string; readonly required?: boolean }[] }
  | {
      /** Free dimensions are -1. */
      readonly tensors: Readonly<Record<string, { readonly dtype: string; readonly shape: readonly number[] }>>;
    };

/** A dataset that a run used. The server keeps one for each (name, digest). */
export interface Dataset {
  readonly name: string;
  /** Tells versions apart; at most 36 characters, so the head of a hash. */
  readonly digest: string;
  /** Such as `http`, `local`, `code`. */
  readonly sourceType: string;
  /** Where it came from, such as `{ url }` or `{ uri }`. */
  readonly source: Readonly<Record<string, unknown>>;
  readonly schema?: DatasetSchema;
  /** Sizes and the like. */
  readonly profile?: Readonly<Record<string, unknown>>;
}

/** A dataset with what it was used for. */
export interface DatasetInput {
  readonly dataset: Dataset;
  /** Such as `training` or `evaluation`. Logged again for the same run and dataset, the first one stays. */
  readonly context?: string;
  readonly tags?: TextRecord;
}

/** A dataset input as the server answers it; source, schema and profile are the texts that it keeps. */
export interface LoggedDatasetInput {
  readonly name: string;
  readonly digest: string;
  readonly sourceType: string;
  readonly source: string;
  readonly schema: string;
  readonly profile: string;
  readonly context?: string;
}

const CONTEXT_TAG = 'mlflow.data.context';

/** @throws MlflowInputError for a digest that the server would refuse. */
export function encodeDatasetInput({ dataset, context, tags = {} }: DatasetInput): JsonObject {
  const { name, digest, sourceType, source, schema, profile } = dataset;
  if (name === '' || digest === '') throw new MlflowInputError('A dataset has a name and a digest.');
  return {
    dataset: {
      name: wellFormed(name),
      digest: atMost(wellFormed(digest), LENGTH_LIMITS.datasetDigest, 'The digest of a dataset'),
      source_type: sourceType,
      // Texts of JSON: an object in their place would be stored as nothing.
      source: jsonText(source),
      ...(schema === undefined ? {} : { schema: encodeSchema(schema) }),
      ...(profile === undefined ? {} : { profile: jsonText(profile) }),
    },
    tags: tagEntries({ ...tags, ...(context === undefined ? {} : { [CONTEXT_TAG]: context }) }),
  };
}

/** Reads a dataset input of an answer. */
export function decodeDatasetInput(json: JsonObject): LoggedDatasetInput {
  const dataset = objectAt(json, 'dataset');
  const context = listAt(json, 'tags').find((tag) => tag['key'] === CONTEXT_TAG);
  return {
    name: textAt(dataset, 'name'),
    digest: textAt(dataset, 'digest'),
    sourceType: textAt(dataset, 'source_type'),
    source: textAt(dataset, 'source'),
    schema: textAt(dataset, 'schema'),
    profile: textAt(dataset, 'profile'),
    ...(context === undefined ? {} : { context: textAt(context, 'value') }),
  };
}

function encodeSchema(schema: DatasetSchema): string {
  if ('columns' in schema) {
    return jsonText({ mlflow_colspec: schema.columns.map((column) => ({ required: true, ...column })) });
  }
  const tensors = Object.entries(schema.tensors);
  const features = tensors.map(([name, { dtype, shape }]) => ({
    // One tensor alone has no name in MLflow's schema.
    ...(tensors.length === 1 ? {} : { name }),
    type: 'tensor',
    'tensor-spec': { dtype, shape },
  }));
  // The list is a text inside the text.
  return jsonText({ mlflow_tensorspec: { features: jsonText(features) } });
}
