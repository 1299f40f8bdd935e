/** Little-endian numbers and pieces of bytes, one after another. What is wanted beyond the end is a RangeError. */
export class ByteReader {
  private at = 0;

  constructor(private readonly bytes: Buffer) {}

  byte(): number {
    return this.take(1).readUInt8();
  }

  uint16(): number {
    return this.take(2).readUInt16LE();
  }

  int32(): number {
    return this.take(4).readInt32LE();
  }

  uint32(): number {
    return this.take(4).readUInt32LE();
  }

  text(length: number): string {
    return this.take(length).toString('utf8');
  }

  /** The text up to the end of a line. */
  line(): string {
    const text = this.text(this.bytes.indexOf('\n', this.at) - this.at);
    this.take(1);
    return text;
  }

  take(length: number): Buffer {
    const taken = this.bytes.subarray(this.at, this.at + length);
    if (length < 0 || taken.length < length) throw new RangeError('it is cut off');
    this.at += length;
    return taken;
  }
}
