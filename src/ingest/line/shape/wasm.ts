/**
 * Instructions and sections of WebAssembly as bytes (https://webassembly.github.io/spec/core/binary/): as much of it as
 * compiling line shapes takes. Code is bytes, in lists within lists as it was put together; blocks take the code inside them.
 */
export type Code = readonly (number | Code)[];

export const i32 = 0x7f;
export const v128 = 0x7b;
const nothing = 0x40;

/** LEB128, unsigned. */
function unsigned(value: number): readonly number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 0x80) return [...bytes, rest];
    bytes.push((rest & 0x7f) | 0x80);
  }
}

/** LEB128, signed, up to 64 bits. */
function signed(value: bigint): readonly number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>= 7n) {
    const low = Number(rest & 0x7fn);
    if (rest >> 6n === 0n || rest >> 6n === -1n) return [...bytes, low];
    bytes.push(low | 0x80);
  }
}

/** The same for 32 bits, without big integers. */
function signed32(value: number): readonly number[] {
  const bytes: number[] = [];
  for (let rest = value | 0; ; rest >>= 7) {
    const low = rest & 0x7f;
    if (rest >> 6 === 0 || rest >> 6 === -1) return [...bytes, low];
    bytes.push(low | 0x80);
  }
}

function write(code: Code, into: number[]): number[] {
  for (let i = 0; i < code.length; i++) {
    const part = code[i];
    if (typeof part === 'number') into.push(part);
    else write(part, into);
  }
  return into;
}

export const constant = (value: number): Code => [0x41, ...signed32(value)];
export const constant64 = (value: bigint): Code => [0x42, ...signed(BigInt.asIntN(64, value))];
export const get = (local: number): Code => [0x20, ...unsigned(local)];
export const set = (local: number): Code => [0x21, ...unsigned(local)];
export const tee = (local: number): Code => [0x22, ...unsigned(local)];

/** Loads and stores at the address on the stack plus `offset`; no alignment is promised. */
export const load = (offset = 0): Code => [0x28, 0, ...unsigned(offset)];
export const load64 = (offset = 0): Code => [0x29, 0, ...unsigned(offset)];
export const load8 = (offset = 0): Code => [0x2d, 0, ...unsigned(offset)];
export const load16 = (offset = 0): Code => [0x2f, 0, ...unsigned(offset)];
export const store = (offset = 0): Code => [0x36, 0, ...unsigned(offset)];
export const loadVector = (offset = 0): Code => [0xfd, 0, 0, ...unsigned(offset)];
export const storeVector = (offset = 0): Code => [0xfd, 11, 0, ...unsigned(offset)];

/** Sixteen times the same byte. */
export const sixteen = (byte: number): Code => [0xfd, 12, ...new Array<number>(16).fill(byte)];
export const sameBytes: Code = [0xfd, 35];
export const vectorOr: Code = [0xfd, 80];
export const vectorAnd: Code = [0xfd, 78];
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
export const branch = (depth: number): Code => [0x0c, ...unsigned(depth)];
export const branchIf = (depth: number): Code => [0x0d, ...unsigned(depth)];

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
  const sections: Code = [
    [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    section(1, [1, 0x60, parameters, new Array<number>(parameters).fill(i32), 1, i32]),
    section(2, [1, 1, 0x6d, 1, 0x6d, 2, 0, 1]),
    section(3, [1, 0]),
    section(7, [1, 1, 0x66, 0, 0]),
    section(10, [1, unsigned(code.length), code]),
  ];
  return Uint8Array.from(write(sections, []));
}
