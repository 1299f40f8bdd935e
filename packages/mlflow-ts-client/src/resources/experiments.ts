import { isServerError, MlflowInputError } from '../errors.ts';
import * as requests from '../requests/experiments.ts';
import type { CreateExperimentOptions, SearchExperimentsOptions } from '../requests/experiments.ts';
import type { Transport } from '../transport/transport.ts';
import type { Experiment } from '../types/experiment.ts';
import { paginate } from '../types/page.ts';
import type { TextSource } from '../values/text.ts';

/** Experiments: the folders of runs. Every method may throw a `MlflowError`. */
export class Experiments {
  constructor(private readonly transport: Transport) {}

  /** A new experiment's id; `RESOURCE_ALREADY_EXISTS` also when a deleted one has the name. */
  create(name: string, options?: CreateExperimentOptions): Promise<string> {
    return this.transport.call(requests.createExperiment(name, options));
  }

  /** Also finds deleted ones. */
  get(experimentId: string): Promise<Experiment> {
    return this.transport.call(requests.getExperiment(experimentId));
  }

  /** The experiment of that name, a deleted one too; undefined when there is none. */
  async findByName(name: string): Promise<Experiment | undefined> {
    try {
      return await this.transport.call(requests.getExperimentByName(name));
    } catch (error) {
      if (isServerError(error, 'RESOURCE_DOES_NOT_EXIST')) return undefined;
      throw error;
    }
  }

  /**
   * The active experiment of that name, made when there is none. Many processes may ask at once.
   * @throws MlflowInputError when it is deleted.
   */
  async getOrCreate(name: string, options?: CreateExperimentOptions): Promise<Experiment> {
    const known = await this.findByName(name);
    if (known !== undefined) return active(known);
    const experimentId = await this.createUnlessExists(name, options);
    const made = experimentId === undefined ? await this.findByName(name) : await this.get(experimentId);
    return active(made ?? (await this.transport.call(requests.getExperimentByName(name))));
  }

  /** All that match, page by page. */
  search(options?: SearchExperimentsOptions): AsyncGenerator<Experiment, void> {
    return paginate((token) => this.transport.call(requests.searchExperiments(options, token)));
  }

  /** Another name for it. */
  rename(experimentId: string, name: string): Promise<void> {
    return this.transport.call(requests.renameExperiment(experimentId, name));
  }

  /** `RESOURCE_DOES_NOT_EXIST` when it is deleted already. */
  delete(experimentId: string): Promise<void> {
    return this.transport.call(requests.deleteExperiment(experimentId));
  }

  /** Brings a deleted one back. */
  restore(experimentId: string): Promise<void> {
    return this.transport.call(requests.restoreExperiment(experimentId));
  }

  /** At most 20,000 characters; `mlflow.note.content` is the description, in Markdown. */
  setTag(experimentId: string, key: string, value: TextSource): Promise<void> {
    return this.transport.call(requests.setExperimentTag(experimentId, key, value));
  }

  /** `RESOURCE_DOES_NOT_EXIST` when it has no such tag. */
  deleteTag(experimentId: string, key: string): Promise<void> {
    return this.transport.call(requests.deleteExperimentTag(experimentId, key));
  }

  private async createUnlessExists(name: string, options?: CreateExperimentOptions): Promise<string | undefined> {
    try {
      return await this.create(name, options);
    } catch (error) {
      if (isServerError(error, 'RESOURCE_ALREADY_EXISTS')) return undefined;
      throw error;
    }
  }
}

function active(experiment: Experiment): Experiment {
  if (experiment.lifecycleStage === 'active') return experiment;
  throw new MlflowInputError(
    `The experiment ${JSON.stringify(experiment.name)} is deleted. Restore it: experiments.restore('${experiment.experimentId}').`,
  );
}
