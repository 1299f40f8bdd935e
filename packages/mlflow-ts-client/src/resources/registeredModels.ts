import * as requests from '../requests/registry.ts';
import type { DescribeOptions } from '../requests/registry.ts';
import type { Transport } from '../transport/transport.ts';
import type { ModelVersion, RegisteredModel } from '../types/model.ts';
import { paginate, type SearchOptions } from '../types/page.ts';
import type { TextSource } from '../values/text.ts';

/** The names of the model registry. Every method may throw a `MlflowError`. */
export class RegisteredModels {
  constructor(private readonly transport: Transport) {}

  /** `RESOURCE_ALREADY_EXISTS` when the name is taken. */
  create(name: string, options?: DescribeOptions): Promise<RegisteredModel> {
    return this.transport.call(requests.createRegisteredModel(name, options));
  }

  /** With its aliases. */
  get(name: string): Promise<RegisteredModel> {
    return this.transport.call(requests.getRegisteredModel(name));
  }

  /** Its versions move along. */
  rename(name: string, newName: string): Promise<RegisteredModel> {
    return this.transport.call(requests.renameRegisteredModel(name, newName));
  }

  /** Another description. */
  update(name: string, description: string): Promise<RegisteredModel> {
    return this.transport.call(requests.updateRegisteredModel(name, description));
  }

  /** With all its versions. */
  delete(name: string): Promise<void> {
    return this.transport.call(requests.deleteRegisteredModel(name));
  }

  /** All that match, page by page. */
  search(options: SearchOptions = {}): AsyncGenerator<RegisteredModel, void> {
    return paginate((token) => this.transport.call(requests.searchRegisteredModels(options, token)));
  }

  /** Sets, or overwrites, one tag. */
  setTag(name: string, key: string, value: TextSource): Promise<void> {
    return this.transport.call(requests.setRegisteredModelTag(name, key, value));
  }

  /** Removes one tag. */
  deleteTag(name: string, key: string): Promise<void> {
    return this.transport.call(requests.deleteRegisteredModelTag(name, key));
  }

  /** Points an alias, such as `champion`, at a version. */
  setAlias(name: string, alias: string, version: string): Promise<void> {
    return this.transport.call(requests.setAlias(name, alias, version));
  }

  /** Removes an alias, not its version. */
  deleteAlias(name: string, alias: string): Promise<void> {
    return this.transport.call(requests.deleteAlias(name, alias));
  }

  /** The version that an alias points at. */
  getVersionByAlias(name: string, alias: string): Promise<ModelVersion> {
    return this.transport.call(requests.getVersionByAlias(name, alias));
  }
}
