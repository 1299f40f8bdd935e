import type { Json, Method } from '@ballast/core';
import { mergeDigests, type CodeDigests } from '../code/digests.ts';
import { asJson, type Cell, type CellConfig } from './cell.ts';
import { contentId, shortId } from './canonicalJson.ts';

/** A phase with the hash of everything that determines its outcome. */
export interface PhasePlan {
  /** SHA-256 over data, model, arithmetic, settings and the ids of the phases it uses. */
  readonly id: string;
  readonly name: string;
  /** What the id is the hash of. */
  readonly config: Json;
  /** Ids of the phases whose outputs it takes, by name. */
  readonly uses: Readonly<Record<string, string>>;
  readonly evaluated: boolean;
  /** Epochs, where the settings say them: how long it will take. */
  readonly cost: number;
  /** The code that it runs, that of the phases it uses included; no part of the id. */
  readonly code: CodeDigests;
}

/** A cell with its phases in the order in which they run. */
export interface PlannedCell extends Cell {
  readonly phases: readonly PhasePlan[];
  /** The code that its phases run. */
  readonly code: CodeDigests;
}

/**
 * Phases that begin alike get one id, whichever method they belong to.
 * @param codeOf the code that a phase with these settings runs by itself.
 */
export function planPhases(
  config: CellConfig,
  method: Pick<Method, 'phases'>,
  codeOf: (settings: Json) => CodeDigests = () => ({}),
): PhasePlan[] {
  const planned: PhasePlan[] = [];
  for (const phase of method.phases) {
    const uses = Object.fromEntries(phase.uses.map((name) => [name, idOf(planned, name, phase.name)]));
    const { task, augmentation, model, modelContents, backend, threads } = config;
    const settings = asJson(phase.settings);
    const determining = asJson({
      task,
      augmentation,
      model,
      modelContents,
      backend,
      threads,
      phase: { name: phase.name, settings, uses },
    });
    planned.push({
      id: contentId(determining),
      name: phase.name,
      config: determining,
      uses,
      evaluated: phase.evaluated,
      cost: epochsOf(settings),
      code: mergeDigests([
        codeOf(settings),
        ...planned.filter((earlier) => Object.values(uses).includes(earlier.id)).map(({ code }) => code),
      ]),
    });
  }
  return planned;
}

/** Each phase of the cells once, in the order in which the cells have them, with the names of its cells. */
export function distinctPhases(cells: readonly PlannedCell[]): { phase: PhasePlan; cells: string[] }[] {
  const phases = new Map<string, { phase: PhasePlan; cells: string[] }>();
  for (const cell of cells) {
    for (const phase of cell.phases) {
      const known = phases.get(phase.id) ?? { phase, cells: [] };
      known.cells.push(cell.name);
      phases.set(phase.id, known);
    }
  }
  return [...phases.values()];
}

/** A phase's folder: `probing__0123456789`. */
export function phaseFolderName(phase: Pick<PhasePlan, 'id' | 'name'>): string {
  return `${phase.name.replaceAll(/[^\w.-]/g, '-')}__${shortId(phase.id)}`;
}

function idOf(planned: readonly PhasePlan[], name: string, user: string): string {
  const phase = planned.find((candidate) => candidate.name === name);
  if (phase === undefined) throw new Error(`the phase "${user}" uses "${name}", which does not run before it`);
  return phase.id;
}

function epochsOf(settings: Json): number {
  const epochs = (settings as { epochs?: unknown } | null)?.epochs;
  return typeof epochs === 'number' ? epochs : 1;
}
