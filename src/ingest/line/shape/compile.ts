import { type ByteSet, byteSets, type Shape, type Step } from './shape.ts';
import * as w from './wasm.ts';

/** Where things lie in the memory of the module. */
export interface Layout {
  /** 256 bytes that say of each byte which sets it is in: `setTable`. */
  readonly sets: number;
  /**
   * What is kept from one call to the next, 52 bytes: of the timestamp seen last its first and last 16 bytes, its length and its
   * number, and the number that a record told last; then where the call stopped and how many lines it passed.
   */
  readonly state: number;
}

/**
 * Numbers per line: its end, its start, its number among the lines of this call from 1 on, its shape (0: none), the number of
 * its timestamp (0: none), and what the shape noted.
 */
export const recordLength = 14;
export const recordShape = 3;
export const recordStamp = 4;
export const firstSlot = 5;
/** Longest line that is passed over unseen, bytes. */
const longestUnseen = 4_096;
/** Shortest timestamp in brackets, with them; the longest has 32 bytes. */
export const shortestStamp = 16;
/** So many bytes behind the end may be looked at. */
export const overrun = 64;

const setNames = Object.keys(byteSets) as readonly ByteSet[];

/** What lies at `layout.sets`. */
export function setTable(): Uint8Array {
  const bitsOf = (letter: string) =>
    setNames.reduce((bits, name, i) => (byteSets[name].test(letter) ? bits | (1 << i) : bits), 0);
  return Uint8Array.from({ length: 256 }, (_, byte) => bitsOf(String.fromCharCode(byte)));
}

// The parameters of the function, and its locals.
const [at, end, out, limit, unseen] = [0, 1, 2, 3, 4];
const [lineEnd, position, bits, number, digit] = [5, 6, 7, 8, 9];
const [stampLength, stampCount, toldStamp, passed] = [10, 11, 12, 13];
const [stampHead, stampTail] = [14, 15];
const numbers = 9;
const firstSave = 16;

/**
 * Compiles shapes to a module with the function `f(at, end, out, limit, unseen)`: looks at the lines that begin at `at` or
 * behind and end, with their line feed, before `end`; writes a record for each to `out` and stops at `limit`; returns where it
 * stopped writing. A line can only fit a shape when it starts with a timestamp in brackets and a space; the shapes describe
 * what follows. The first that fits gives the line its number, which is its place in the list, from 1 on. Lines of the first
 * `unseen` shapes get no record as long as the last line with one had the same timestamp.
 */
export function compileShapes(shapes: readonly Shape[], layout: Layout): Uint8Array {
  const compiler = new ShapeCompiler(layout.sets);
  const attempts = shapes.map((shape, index) => [
    w.block(
      compiler.shape(shape, 0),
      [w.get(out), w.constant(index + 1), w.store(4 * recordShape)],
      [w.constant(index), w.get(unseen), w.below],
      [w.get(toldStamp), w.get(stampCount), w.equal, w.and],
      [w.get(lineEnd), w.get(at), w.subtract, w.constant(longestUnseen), w.below, w.and],
      w.branchIf(2), // the line is passed over
      w.branch(1), // the line is known
    ),
    afterStamp,
  ]);
  const look = w.block(
    w.loop(
      [w.get(out), w.get(limit), w.below, w.isZero, w.branchIf(1)],
      findLineEnd(1),
      [w.get(passed), w.constant(1), w.add, w.set(passed)],
      w.block(
        [w.get(out), w.constant(0), w.store(4 * recordShape)],
        [w.get(out), w.constant(0), w.store(4 * recordStamp)],
        w.block(readStamp(0), attempts),
        [w.get(out), w.get(lineEnd), w.store()],
        [w.get(out), w.get(at), w.store(4)],
        [w.get(out), w.get(passed), w.store(8)],
        [w.get(out), w.load(4 * recordStamp), w.set(toldStamp)],
        [w.get(out), w.constant(4 * recordLength), w.add, w.set(out)],
      ),
      [w.get(lineEnd), w.constant(1), w.add, w.set(at)],
      w.branch(0),
    ),
  );
  const { state } = layout;
  const kept = [stampLength, stampCount, toldStamp];
  const body = [
    [w.constant(state), w.loadVector(), w.set(stampHead)],
    [w.constant(state), w.loadVector(16), w.set(stampTail)],
    kept.map((local, i) => [w.constant(state), w.load(32 + 4 * i), w.set(local)]),
    look,
    [w.constant(state), w.get(stampHead), w.storeVector()],
    [w.constant(state), w.get(stampTail), w.storeVector(16)],
    [...kept, at, passed].map((local, i) => [w.constant(state), w.get(local), w.store(32 + 4 * i)]),
    w.get(out),
  ];
  const saves = new Array<number>(compiler.saves).fill(w.i32);
  return w.moduleOf(5, [...new Array<number>(numbers).fill(w.i32), w.v128, w.v128, ...saves], body);
}

/** Puts the place behind the timestamp and its space into `position`. */
const afterStamp = [w.get(at), w.get(stampLength), w.add, w.constant(1), w.add, w.set(position)];

const move = (count: number): w.Code => [w.get(position), w.constant(count), w.add, w.set(position)];
const byteHere: w.Code = [w.get(position), w.load8()];
/** The decimal digit here on the stack, also in `local`; more than 9 when it is none. */
const digitHere = (local: number): w.Code => [byteHere, w.constant(0x30), w.subtract, w.tee(local)];

/** Bits of the 16 bytes at a local plus `offset` that are one of `stops`. */
function bitsOf(local: number, offset: number, stops: string): w.Code {
  const each = [...stops].map((stop) => [
    w.get(local),
    w.loadVector(offset),
    w.sixteen(stop.charCodeAt(0)),
    w.sameBytes,
  ]);
  return [each[0], each.slice(1).map((other) => [other, w.vectorOr]), w.bitmask];
}

/** The same of 32 bytes. */
function bitsOf32(local: number, stops: string): w.Code {
  return [bitsOf(local, 0, stops), bitsOf(local, 16, stops), w.constant(16), w.shiftLeft, w.or];
}

/** Of the 16 bytes at `lineEnd` plus `offset` those that are line feeds. */
const feedsAt = (offset: number): w.Code => [w.get(lineEnd), w.loadVector(offset), w.sixteen(0x0a), w.sameBytes];

/** Leaves the place of the next line feed in `lineEnd`; fails when there is none before the end. Looks at 64 bytes at a time. */
function findLineEnd(fail: number): w.Code {
  const anyFeed = [feedsAt(0), feedsAt(16), w.vectorOr, feedsAt(32), feedsAt(48), w.vectorOr, w.vectorOr, w.anyTrue];
  return [
    [w.get(at), w.set(lineEnd)],
    w.loop(
      [anyFeed, w.isZero],
      w.when(
        [w.get(lineEnd), w.constant(64), w.add, w.tee(lineEnd), w.get(end), w.below],
        w.branchIf(1),
        w.branch(fail + 2),
      ),
    ),
    [bitsOf32(lineEnd, '\n'), w.tee(bits), w.isZero],
    w.when([w.get(lineEnd), w.constant(32), w.add, w.set(lineEnd), bitsOf32(lineEnd, '\n'), w.set(bits)]),
    [w.get(lineEnd), w.get(bits), w.trailingZeros, w.add, w.tee(lineEnd)],
    [w.get(end), w.below, w.isZero, w.branchIf(fail)],
  ];
}

/** Whether the 16 bytes at `at` plus what `offset` puts on the stack are those in a local. */
function sameAs(offset: w.Code, local: number): w.Code {
  return [w.get(at), offset, w.loadVector(), w.get(local), w.sameBytes, w.allTrue];
}

/** Reads the timestamp at `at`, which nearly always is the one before; leaves `position` behind it and its space. */
function readStamp(fail: number): w.Code {
  const tail = [w.get(stampLength), w.add, w.constant(shortestStamp), w.subtract];
  return [
    sameAs([], stampHead),
    sameAs(tail, stampTail),
    [w.and, w.isZero],
    w.when(
      [w.get(at), w.load8(), w.constant(0x5b), w.differs, w.branchIf(fail + 1)],
      [bitsOf32(at, ']'), w.tee(bits), w.isZero, w.branchIf(fail + 1)],
      [w.get(bits), w.trailingZeros, w.constant(1), w.add, w.tee(number)],
      [w.constant(shortestStamp), w.below, w.branchIf(fail + 1)],
      [w.get(at), w.get(number), w.add, w.get(lineEnd), w.above, w.branchIf(fail + 1)],
      [w.get(number), w.set(stampLength)],
      [w.get(at), w.loadVector(), w.set(stampHead)],
      [w.get(at), tail, w.loadVector(), w.set(stampTail)],
      [w.get(stampCount), w.constant(1), w.add, w.set(stampCount)],
    ),
    [w.get(out), w.get(stampCount), w.store(4 * recordStamp)],
    afterStamp,
    [w.get(position), w.constant(1), w.subtract, w.load8(), w.constant(0x20)],
    [w.differs, w.branchIf(fail)],
  ];
}

/** Makes the code of steps. `fail` is how many blocks out a branch must go when a step does not fit. */
class ShapeCompiler {
  /** Locals used to go back to. */
  saves = 0;
  readonly #sets: number;

  constructor(sets: number) {
    this.#sets = sets;
  }

  shape(shape: Shape, fail: number): w.Code {
    return [...shape.map((step) => this.#step(step, fail))];
  }

  #step(step: Step, fail: number): w.Code {
    switch (step.kind) {
      case 'text':
        return [compareText(step.text, fail), move(step.text.length)];
      case 'unless':
        return w.block(compareText(step.text, 0), w.branch(fail + 1));
      case 'unlessAnyCase':
        return unlessAnyCase(step.text, fail);
      case 'skip':
        return [move(step.count), w.get(position), w.get(lineEnd), w.below, w.isZero, w.branchIf(fail)];
      case 'until':
        return until(step.stops, fail);
      case 'some':
        return this.#some(step.set, step.most, fail);
      case 'not':
        return [
          ...[...step.bytes].map((byte) => [byteHere, w.constant(byte.charCodeAt(0)), w.equal, w.branchIf(fail)]),
        ];
      case 'either':
        return this.#either(step.ways, fail);
      case 'many':
        return this.#many(step.steps);
      case 'mark':
        return noteSlot(step.slot, w.get(position));
      case 'note':
        return noteSlot(step.slot, w.constant(step.value));
      case 'ipv4':
        return [ipv4(fail), noteSlot(step.slot, w.get(number))];
      case 'port':
        return [port(fail), noteSlot(step.slot, w.get(number))];
      case 'room':
        return [[w.get(position), w.constant(step.least), w.add, w.get(lineEnd), w.above], w.branchIf(fail)];
      case 'end':
        return [w.get(position), w.get(lineEnd), w.differs, w.branchIf(fail)];
    }
  }

  /** A set is asked by the bit of its byte in the table. */
  #some(set: ByteSet, most: number, fail: number): w.Code {
    const bit = 1 << setNames.indexOf(set);
    return [
      [w.get(position), w.set(number)],
      w.block(
        w.loop([byteHere, w.load8(this.#sets), w.constant(bit), w.and, w.isZero, w.branchIf(1)], move(1), w.branch(0)),
      ),
      [w.get(position), w.get(number), w.subtract, w.tee(digit), w.isZero, w.branchIf(fail)],
      [w.get(digit), w.constant(most), w.above, w.branchIf(fail)],
    ];
  }

  #either(ways: readonly Shape[], fail: number): w.Code {
    const save = firstSave + this.saves++;
    const tried = ways.map((way) => [w.block(this.shape(way, 0), w.branch(1)), w.get(save), w.set(position)]);
    return [w.get(position), w.set(save), w.block(...tried, w.branch(fail + 1))];
  }

  #many(steps: Shape): w.Code {
    const save = firstSave + this.saves++;
    return w.loop([w.get(position), w.set(save)], w.block(this.shape(steps, 0), w.branch(1)), [
      w.get(save),
      w.set(position),
    ]);
  }
}

function noteSlot(slot: number, value: w.Code): w.Code {
  return [w.get(out), value, w.store(4 * (firstSlot + slot))];
}

/** Compares eight bytes at a time; the last ones overlap those before. */
function compareText(text: string, fail: number): w.Code {
  const bytes = new DataView(new ArrayBuffer(text.length + 8));
  for (let i = 0; i < text.length; i++) bytes.setUint8(i, text.charCodeAt(i));
  const { length } = text;
  const width = length >= 8 ? 8 : length >= 4 ? 4 : length >= 2 ? 2 : 1;
  const places: number[] = [];
  for (let place = 0; place + width < length; place += width) places.push(place);
  return [
    ...[...places, length - width].map((place) => {
      const here = w.get(position);
      if (width === 8) {
        return [
          here,
          w.load64(place),
          w.constant64(bytes.getInt32(place, true), bytes.getInt32(place + 4, true)),
          w.differs64,
          w.branchIf(fail),
        ];
      }
      const load = width === 4 ? w.load(place) : width === 2 ? w.load16(place) : w.load8(place);
      const value =
        width === 4 ? bytes.getInt32(place, true) : width === 2 ? bytes.getUint16(place, true) : bytes.getUint8(place);
      return [here, load, w.constant(value), w.differs, w.branchIf(fail)];
    }),
  ];
}

/** Fails when these letters stand here: four bytes as small letters, of which those of the text count. */
function unlessAnyCase(text: string, fail: number): w.Code {
  const bytes = new DataView(new ArrayBuffer(4));
  const mask = new DataView(new ArrayBuffer(4));
  for (let i = 0; i < text.length; i++) {
    bytes.setUint8(i, text.charCodeAt(i) | 0x20);
    mask.setUint8(i, 0xff);
  }
  const small = [w.get(position), w.load(), w.constant(0x20202020), w.or];
  return [
    [small, w.constant(mask.getInt32(0, true)), w.and, w.constant(bytes.getInt32(0, true)), w.equal],
    w.branchIf(fail),
  ];
}

function until(stops: string, fail: number): w.Code {
  return [
    w.loop(
      [bitsOf(position, 0, stops), w.tee(bits), w.isZero],
      w.when(move(16), [w.get(position), w.get(lineEnd), w.below, w.branchIf(1)], w.branch(fail + 2)),
    ),
    [w.get(position), w.get(bits), w.trailingZeros, w.add, w.tee(position)],
    [w.get(lineEnd), w.below, w.isZero, w.branchIf(fail)],
  ];
}

/** Takes a digit more into `digit` and, when there was one, goes on with `next`. */
function digitMore(next: w.Code): w.Code {
  return [
    [digitHere(bits), w.constant(10), w.below],
    w.when([w.get(digit), w.constant(10), w.multiply, w.get(bits), w.add, w.set(digit)], move(1), next),
  ];
}

/** Leaves the 32 bits in `number`. A leading zero could mean octal; nobody knows, so nobody reads it. */
function ipv4(fail: number): w.Code {
  const octet = [
    [digitHere(digit), w.constant(9), w.above, w.branchIf(fail)],
    move(1),
    w.get(digit),
    w.when(digitMore(digitMore([]))),
    [w.get(digit), w.constant(255), w.above, w.branchIf(fail)],
    [w.get(number), w.constant(8), w.shiftLeft, w.get(digit), w.or, w.set(number)],
  ];
  const dot = [byteHere, w.constant(0x2e), w.differs, w.branchIf(fail), move(1)];
  return [w.constant(0), w.set(number), octet, dot, octet, dot, octet, dot, octet];
}

/** Leaves the number in `number`. */
function port(fail: number): w.Code {
  return [
    [w.constant(0), w.set(number), w.get(position), w.set(digit)],
    w.block(
      w.loop(
        [digitHere(bits), w.constant(9), w.above, w.branchIf(1)],
        [w.get(number), w.constant(10), w.multiply, w.get(bits), w.add, w.set(number)],
        move(1),
        w.branch(0),
      ),
    ),
    [w.get(position), w.get(digit), w.subtract, w.tee(digit), w.isZero, w.branchIf(fail)],
    [w.get(digit), w.constant(5), w.above, w.branchIf(fail)],
    [w.get(number), w.constant(65_535), w.above, w.branchIf(fail)],
  ];
}
