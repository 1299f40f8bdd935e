/**
 * Protocol buffers' wire format, as far as a graph needs it: a message is the concatenation of its fields.
 * https://protobuf.dev/programming-guides/encoding
 */

export type Bytes = Uint8Array<ArrayBuffer>;

/** A message or string: `number` is the field's. */
export function bytesField(number: number, ...parts: readonly Bytes[]): Bytes {
  const content = concatenate(parts);
  return concatenate([tag(number, 2), varint(content.length), content]);
}

export function textField(number: number, text: string): Bytes {
  return bytesField(number, new TextEncoder().encode(text));
}

/** An integer, Boolean or enumeration. */
export function integerField(number: number, value: number): Bytes {
  return concatenate([tag(number, 0), varint(value)]);
}

export function floatField(number: number, value: number): Bytes {
  return concatenate([tag(number, 5), float(value)]);
}

/** A repeated integer, Boolean or enumeration. */
export function integersField(number: number, values: readonly number[]): Bytes {
  return bytesField(number, ...values.map(varint));
}

export function floatsField(number: number, values: readonly number[]): Bytes {
  return bytesField(number, ...values.map(float));
}

export function concatenate(parts: readonly Bytes[]): Bytes {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

function tag(number: number, type: 0 | 2 | 5): Bytes {
  return varint((number << 3) | type);
}

/** Seven bits a byte, the lowest first; a negative number is its two's complement in 64 bits. */
function varint(value: number): Bytes {
  if (value >= 0 && value < 128) return Uint8Array.of(value);
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest >= 128n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}

function float(value: number): Bytes {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return bytes;
}
