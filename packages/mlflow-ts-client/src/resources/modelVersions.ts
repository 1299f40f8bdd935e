import * as requests from '../requests/registry.ts';
import type { CreateModelVersionOptions } from '../requests/registry.ts';
import type { Transport } from '../transport/transport.ts';
import type { ModelVersion } from '../types/model.ts';
import { paginate, type SearchOptions } from '../types/page.ts';
import type { TextSource } from '../values/text.ts';

/** Versions of registered models. Every method may throw a `MlflowError`. */
export class ModelVersions {
  constructor(private readonly transport: Transport) {}

  /** The next version of a registered model. */
  create(name: string, options: CreateModelVersionOptions): Promise<ModelVersion> {
    return this.transport.call(requests.createModelVersion(name, options));
  }

  /** One version. */
  get(name: string, version: string): Promise<ModelVersion> {
    return this.transport.call(requests.getModelVersion(name, version));
  }

  /** Another description. */
  update(name: string, version: string, description: string): Promise<ModelVersion> {
    return this.transport.call(requests.updateModelVersion(name, version, description));
  }

  /** The number is not given again. */
  delete(name: string, version: string): Promise<void> {
    return this.transport.call(requests.deleteModelVersion(name, version));
  }

  /** All that match (`name = 'm'`), page by page. */
  search(options: SearchOptions = {}): AsyncGenerator<ModelVersion, void> {
    return paginate((token) => this.transport.call(requests.searchModelVersions(options, token)));
  }

  /** Sets, or overwrites, one tag. */
  setTag(name: string, version: string, key: string, value: TextSource): Promise<void> {
    return this.transport.call(requests.setModelVersionTag(name, version, key, value));
  }

  /** Removes one tag. */
  deleteTag(name: string, version: string, key: string): Promise<void> {
    return this.transport.call(requests.deleteModelVersionTag(name, version, key));
  }

  /** Where its files are. */
  downloadUri(name: string, version: string): Promise<string> {
    return this.transport.call(requests.getDownloadUri(name, version));
  }
}
