import type { Mode, NetworkState, StageScope } from '@ballast/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { namedTensor } from '../named.ts';

/** What a stage sees of a network's state: its own names, without the stage's. */
export class NetworkScope implements StageScope {
  constructor(
    readonly mode: Mode,
    private readonly stage: string,
    private readonly state: NetworkState,
    /** The network's next buffers, filled here. */
    private readonly nextBuffers: Record<string, Tensor>,
  ) {}

  parameter(name: string): Tensor {
    return namedTensor(this.state.parameters, this.fullName(name));
  }

  buffer(name: string): Tensor {
    return namedTensor(this.state.buffers, this.fullName(name));
  }

  updateBuffer(name: string, value: Tensor): void {
    if (this.mode === 'train') this.nextBuffers[this.fullName(name)] = value;
  }

  private fullName(name: string): string {
    return `${this.stage}.${name}`;
  }
}
