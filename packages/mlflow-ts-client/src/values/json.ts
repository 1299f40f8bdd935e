/** An object of the server's answer, before anybody looked at it. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The value as an object; nothing known where it is none. */
export function asObject(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

/** An object inside an object; empty where absent. */
export function objectAt(object: JsonObject, name: string): JsonObject {
  return asObject(object[name]);
}

/** A list of objects; the server leaves empty ones out. */
export function listAt(object: JsonObject, name: string): JsonObject[] {
  const list = object[name];
  return Array.isArray(list) ? list.map(asObject) : [];
}

/** A text; empty where the server left it out. */
export function textAt(object: JsonObject, name: string): string {
  return optionalText(object, name) ?? '';
}

/** A text, or undefined where the server left it out. */
export function optionalText(object: JsonObject, name: string): string | undefined {
  const value = object[name];
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;
}

/** A whole number; 0 where the server left it out, as protobuf does with zeros. */
export function integerAt(object: JsonObject, name: string): number {
  return optionalInteger(object, name) ?? 0;
}

/** A whole number (some servers send 64-bit integers as text), or undefined where the server left it out. */
export function optionalInteger(object: JsonObject, name: string): number | undefined {
  const value = object[name];
  return typeof value === 'number' || (typeof value === 'string' && value !== '') ? Number(value) : undefined;
}

/** `[{key, value}]` as a record. */
export function recordAt(object: JsonObject, name: string): Record<string, string> {
  return Object.fromEntries(listAt(object, name).map((entry) => [textAt(entry, 'key'), textAt(entry, 'value')]));
}
