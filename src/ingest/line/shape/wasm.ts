/**
 * Instructions and sections of WebAssembly as bytes (https://webassembly.github.io/spec/core/binary/): as much of it as
 * compiling line shapes takes. Code is bytes, in lists within lists as it was put together; blocks take the code inside them.
 */
export type Code = readonly (number | Code)[];

export const i32 = 0x7f;
export const v128 = 0x7b;
const nothing = 0x40;

/** LEB128, unsigned. */
function unsigned(value: number): number[] {
  return unsignedBehind([], value);
}

/** An instruction and its operand; most operands are one byte. */
function unsignedBehind(bytes: number[], value: number): number[] {
  let rest = value;
  for (; rest >= 0x80; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  bytes.push(rest);
  return bytes;
}

/** LEB128, signed, of the 64 bits in two halves: big integers would take most of the time of compiling. */
function signedBehind(bytes: number[], lowHalf: number, highHalf: number): number[] {
  let low = lowHalf;
  let high = highHalf;
  while (!((high === 0 && low >>> 6 === 0) || (high === -1 && low >> 6 === -1))) {
    bytes.push((low & 0x7f) | 0x80);
    low = (low >>> 7) | (high << 25);
    high >>= 7;
  }
  bytes.push(low & 0x7f);
  return bytes;
}

function write(code: Code, into: number[]): number[] {
  for (let i = 0; i < code.length; i++) {
    const part = code[i];
    if (typeof part === 'number') into.push(part);
    else write(part, into);
  }
  return into;
}

export const constant = (value: number): Code => signedBehind([0x41], value | 0, value >> 31);
/** The 64 bits with these halves. */
export const constant64 = (low: number, high: number): Code => signedBehind([0x42], low, high);
export const get = (local: number): Code => unsignedBehind([0x20], local);
export const set = (local: number): Code => unsignedBehind([0x21], local);
export const tee = (local: number): Code => unsignedBehind([0x22], local);

/** Loads and stores at the address on the stack plus `offset`; no alignment is promised. */
export const load = (offset = 0): Code => unsignedBehind([0x28, 0], offset);
export const load64 = (offset = 0): Code => unsignedBehind([0x29, 0], offset);
export const load8 = (offset = 0): Code => unsignedBehind([0x2d, 0], offset);
export const load16 = (offset = 0): Code => unsignedBehind([0x2f, 0], offset);
export const store = (offset = 0): Code => unsignedBehind([0x36, 0], offset);
export const loadVector = (offset = 0): Code => unsignedBehind([0xfd, 0, 0], offset);
export const storeVector = (offset = 0): Code => unsignedBehind([0xfd, 11, 0], offset);

/** Sixteen times the same byte. */
export const sixteen = (byte: number): Code => [0xfd, 12, ...new Array<number>(16).fill(byte)];
export const sameBytes: Code = [0xfd, 35];
export const vectorOr: Code = [0xfd, 80];
export const anyTrue: Code = [0xfd, 83];
export const allTrue: Code = [0xfd, 99];
export const bitmask: Code = [0xfd, 100];

export const isZero: Code = [0x45];
export const equal: Code = [0x46];
export const differs: Code = [0x47];
export const below: Code = [0x49];
export const above: Code = [0x4b];
export const differs64: Code = [0x52];
export const trailingZeros: Code = [0x68];
export const add: Code = [0x6a];
export const subtract: Code = [0x6b];
export const multiply: Code = [0x6c];
export const and: Code = [0x71];
export const or: Code = [0x72];
export const shiftLeft: Code = [0x74];

/** Blocks without values. `branch(0)` leaves the innermost, or starts it again when it is a loop. */
export const block = (...body: readonly Code[]): Code => [0x02, nothing, body, 0x0b];
export const loop = (...body: readonly Code[]): Code => [0x03, nothing, body, 0x0b];
export const when = (...body: readonly Code[]): Code => [0x04, nothing, body, 0x0b];
export const branch = (depth: number): Code => unsignedBehind([0x0c], depth);
export const branchIf = (depth: number): Code => unsignedBehind([0x0d], depth);

function section(id: number, content: Code): Code {
  const bytes = write(content, []);
  return [id, unsigned(bytes.length), bytes];
}

/**
 * A module with one function, exported as `f`: `parameters` and its result are i32, and the locals that follow are given by
 * their types. It imports the memory `m.m`.
 */
export function moduleOf(parameters: number, locals: readonly number[], body: Code): Uint8Array {
  const code = write([unsigned(locals.length), locals.map((type) => [1, type]), body, 0x0b], []);
  const count = unsigned(code.length);
  const head = write(
    [
      [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
      section(1, [1, 0x60, parameters, new Array<number>(parameters).fill(i32), 1, i32]),
      section(2, [1, 1, 0x6d, 1, 0x6d, 2, 0, 1]),
      section(3, [1, 0]),
      section(7, [1, 1, 0x66, 0, 0]),
      [10, unsigned(1 + count.length + code.length), 1, count],
    ],
    [],
  );
  const bytes = new Uint8Array(head.length + code.length);
  bytes.set(head);
  bytes.set(code, head.length);
  return bytes;
}
