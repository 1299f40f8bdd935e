import type { ByteReader } from './byteReader.ts';
import { callableOf } from './callables.ts';
import type { PickleValue } from './pickle.ts';

/** Python's names for the instructions of a pickle that are read here (its module `pickletools`). */
export const code = {
  PROTO: 0x80,
  FRAME: 0x95,
  MARK: 0x28,
  TUPLE: 0x74,
  APPEND: 0x61,
  APPENDS: 0x65,
  SETITEM: 0x73,
  SETITEMS: 0x75,
  BINPUT: 0x71,
  LONG_BINPUT: 0x72,
  MEMOIZE: 0x94,
  BINGET: 0x68,
  LONG_BINGET: 0x6a,
  STACK_GLOBAL: 0x93,
  REDUCE: 0x52,
  BUILD: 0x62,
  STOP: 0x2e,
} as const;

type Read = (reader: ByteReader) => PickleValue;

/** Instructions that say a value. */
export const said: Readonly<Record<number, Read>> = {
  0x4e: () => null, // NONE
  0x88: () => true, // NEWTRUE
  0x89: () => false, // NEWFALSE
  0x4a: (reader) => reader.int32(), // BININT
  0x4b: (reader) => reader.byte(), // BININT1
  0x4d: (reader) => reader.uint16(), // BININT2
  0x58: (reader) => reader.text(reader.uint32()), // BINUNICODE
  0x8c: (reader) => reader.text(reader.byte()), // SHORT_BINUNICODE
  0x42: (reader) => reader.take(reader.uint32()), // BINBYTES
  0x43: (reader) => reader.take(reader.byte()), // SHORT_BINBYTES
  0x29: () => [], // EMPTY_TUPLE
  0x5d: () => [], // EMPTY_LIST
  0x7d: () => new Map(), // EMPTY_DICT
  0x63: (reader) => callableOf(reader.line(), reader.line()), // GLOBAL
};

/** How many of the last values an instruction puts into a tuple: TUPLE1, TUPLE2, TUPLE3. */
export const tupled: Readonly<Record<number, number>> = { 0x85: 1, 0x86: 2, 0x87: 3 };
