import type { Json } from '@ballast/core';

/** Which of a step's constants it has looked at while it was recorded; the others cannot have made the graph. */
export class ReadConstants {
  private readonly names = new Set<string>();

  /** The same constants; whoever looks at one is noted. */
  watch<C extends Json>(constants: C): C {
    if (!isRecord(constants)) return constants;
    const note = this.names.add.bind(this.names);
    const views = Object.entries(constants).map(([name, value]) => {
      const get = (): Json => {
        note(name);
        return value;
      };
      return [name, { enumerable: true, get }] as const;
    });
    return Object.defineProperties({}, Object.fromEntries(views)) as C;
  }

  /** Equal for constants that a recording cannot tell apart. */
  keyOf(constants: Json): string {
    if (!isRecord(constants)) return JSON.stringify(constants);
    const read = Object.entries(constants).map(([name, value]) => (this.names.has(name) ? [name, value] : [name]));
    return JSON.stringify(read);
  }
}

function isRecord(value: Json): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
