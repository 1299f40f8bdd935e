import { ByteReader } from './byteReader.ts';
import { build, callableOf, type Callable, type NumpyArray, type NumpyType } from './callables.ts';
import { code, said, tupled } from './instructions.ts';

/** What a pickle may hold here. */
export type PickleValue =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | PickleValue[]
  | Map<PickleValue, PickleValue>
  | Callable
  | NumpyType
  | NumpyArray;

/**
 * What Python's pickle wrote, protocols 2 to 4, as far as labels go: numbers, text, lists, dictionaries, and NumPy
 * arrays of whole numbers. A pickle is a program; of what it may call only the few things in `callables.ts` are there,
 * and any other name or instruction is refused.
 * @throws Error that says what was refused; RangeError where the bytes end too early.
 */
export function readPickle(bytes: Buffer): PickleValue {
  const machine = new PickleMachine(bytes);
  let result: PickleValue | undefined;
  while (result === undefined) result = machine.step();
  return result;
}

class PickleMachine {
  private readonly reader: ByteReader;
  private stack: PickleValue[] = [];
  /** The stacks below the marks. */
  private readonly below: PickleValue[][] = [];
  private readonly memo = new Map<number, PickleValue>();

  constructor(bytes: Buffer) {
    this.reader = new ByteReader(bytes);
  }

  /** One instruction. Gives the result after the last one. */
  step(): PickleValue | undefined {
    const instruction = this.reader.byte();
    const read = said[instruction];
    const count = tupled[instruction];
    if (read !== undefined) this.stack.push(read(this.reader));
    else if (count !== undefined) this.stack.push(this.popped(count));
    else if (instruction === code.STOP) return this.popped(1)[0];
    else this.act(instruction);
    return undefined;
  }

  /** An instruction that works on earlier values. */
  private act(instruction: number): void {
    const { reader } = this;
    switch (instruction) {
      case code.PROTO:
        reader.take(1);
        break;
      case code.FRAME:
        reader.take(8);
        break;
      case code.MARK:
        this.below.push(this.stack);
        this.stack = [];
        break;
      case code.TUPLE:
        this.tuple(this.sinceMark());
        break;
      case code.APPEND:
        this.append(this.popped(1));
        break;
      case code.APPENDS:
        this.append(this.sinceMark());
        break;
      case code.SETITEM:
        this.setItems(this.popped(2));
        break;
      case code.SETITEMS:
        this.setItems(this.sinceMark());
        break;
      case code.BINPUT:
        this.memo.set(reader.byte(), this.top());
        break;
      case code.LONG_BINPUT:
        this.memo.set(reader.uint32(), this.top());
        break;
      case code.MEMOIZE:
        this.memo.set(this.memo.size, this.top());
        break;
      case code.BINGET:
        this.recall(reader.byte());
        break;
      case code.LONG_BINGET:
        this.recall(reader.uint32());
        break;
      case code.STACK_GLOBAL:
        this.stack.push(callableOf(...(this.popped(2).map(String) as [string, string])));
        break;
      case code.REDUCE:
        this.call(this.popped(2));
        break;
      case code.BUILD:
        this.build(this.popped(1));
        break;
      default:
        throw new Error(`it has the instruction 0x${instruction.toString(16)}, which is not read`);
    }
  }

  /** The last values, in the order in which they came. */
  private popped(count: number): PickleValue[] {
    if (this.stack.length < count) throw new Error('an instruction lacks its values');
    return this.stack.splice(this.stack.length - count);
  }

  private top(): PickleValue {
    const top = this.stack.at(-1);
    if (top === undefined) throw new Error('an instruction lacks its values');
    return top;
  }

  private sinceMark(): PickleValue[] {
    const values = this.stack;
    const below = this.below.pop();
    if (below === undefined) throw new Error('an instruction lacks its mark');
    this.stack = below;
    return values;
  }

  private tuple(values: PickleValue[]): void {
    this.stack.push(values);
  }

  private recall(index: number): void {
    const value = this.memo.get(index);
    if (value === undefined) throw new Error('it recalls what was not kept');
    this.stack.push(value);
  }

  private append(values: readonly PickleValue[]): void {
    const list = this.top();
    if (!Array.isArray(list)) throw new Error('it adds to what is no list');
    for (const value of values) list.push(value);
  }

  private setItems(items: readonly PickleValue[]): void {
    const dictionary = this.top();
    if (!(dictionary instanceof Map) || items.length % 2 > 0) throw new Error('it adds to what is no dictionary');
    for (let at = 0; at < items.length; at += 2) dictionary.set(items[at] ?? null, items[at + 1] ?? null);
  }

  private call([callable, values]: readonly PickleValue[]): void {
    if (typeof callable !== 'function' || !Array.isArray(values)) throw new Error('it calls what cannot be called');
    this.stack.push(callable(values));
  }

  private build([state = null]: readonly PickleValue[]): void {
    build(this.top(), state);
  }
}
