import type { DatasetContext, ImageDataset, PluginRegistry } from '@ballast/core';
import { createRandom } from '@ballast/core';
import { prepareTask, type PreparedTask } from '@ballast/data';
import { contentId } from '../cells/canonicalJson.ts';
import { asJson, type TaskConfig } from '../cells/cell.ts';

const keptTasks = 4;

/** Loads data sets once, and keeps the last few draws: a worker's cells are often of the same data. */
export class TaskData {
  private readonly datasets = new Map<string, Promise<ImageDataset>>();
  private readonly tasks = new Map<string, PreparedTask>();

  constructor(
    private readonly registry: PluginRegistry,
    private readonly context: DatasetContext,
  ) {}

  dataset(reference: TaskConfig['dataset']): Promise<ImageDataset> {
    const key = contentId(asJson(reference));
    const known = this.datasets.get(key);
    if (known !== undefined) return known;
    const loading = this.registry.instantiate('dataset', reference).load(this.context);
    this.datasets.set(key, loading);
    return loading;
  }

  /** The same draw for every method of a corruption: its stream has no name but the seed. */
  async prepare(config: TaskConfig): Promise<PreparedTask> {
    const key = contentId(asJson(config));
    const known = this.tasks.get(key);
    if (known !== undefined) return known;
    const prepared = drawTask(this.registry, config, await this.dataset(config.dataset));
    this.tasks.set(key, prepared);
    for (const oldest of [...this.tasks.keys()].slice(0, -keptTasks)) this.tasks.delete(oldest);
    return prepared;
  }
}

/** @throws UserError when the corruption leaves a class without samples. */
export function drawTask(registry: PluginRegistry, config: TaskConfig, dataset: ImageDataset): PreparedTask {
  return prepareTask({
    dataset,
    imbalance: config.imbalance && registry.instantiate('imbalance', config.imbalance),
    noise: config.noise && registry.instantiate('noise', config.noise),
    options: config.data,
    random: createRandom(config.seed).split('data'),
  });
}
