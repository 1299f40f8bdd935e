import type { Json } from '@ballast/core';

/** Which of a step's constants it has looked at while it was recorded; the others cannot have made the graph. */
export class ReadConstants {
  private readonly names = new Set<string>();

  /** The same constants; whoever looks at one is noted. */
  watch<C extends Json>(constants: C): C {
    if (!isRecord(constants)) return constants;
    return new Proxy(constants, {
      get: (record, name: string) => {
        this.names.add(name);
        return record[name];
      },
    });
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
