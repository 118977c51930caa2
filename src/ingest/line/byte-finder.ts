/**
 * The module, as text in the format of the WebAssembly specification, section 6, as it looks for line feeds (10):
 *
 *   (module
 *     (import "m" "m" (memory 1))
 *     (func (export "f") (param $at i32) (param $end i32) (param $out i32) (result i32)
 *       (local $bits i32) (local $feed v128)
 *       (local.set $feed (i8x16.splat (i32.const 10)))
 *       (loop $blocks
 *         (if (local.tee $bits (i32.or
 *               (i8x16.bitmask (i8x16.eq (v128.load (local.get $at)) (local.get $feed)))
 *               (i32.shl (i8x16.bitmask (i8x16.eq (v128.load offset=16 (local.get $at)) (local.get $feed))) (i32.const 16))))
 *           (then (loop $feeds
 *             (i32.store (local.get $out) (i32.add (i32.ctz (local.get $bits)) (local.get $at)))
 *             (local.set $out (i32.add (local.get $out) (i32.const 4)))
 *             (br_if $feeds (local.tee $bits
 *               (i32.and (local.get $bits) (i32.sub (local.get $bits) (i32.const 1))))))))
 *         (br_if $blocks (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 32))) (local.get $end))))
 *       (local.get $out)))
 */
// biome-ignore format: one instruction or section after the other
const code = [
  0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, // magic and version
  0x01, 0x08, 0x01, 0x60, 0x03, 0x7f, 0x7f, 0x7f, 0x01, 0x7f, // type: three i32 to one
  0x02, 0x08, 0x01, 0x01, 0x6d, 0x01, 0x6d, 0x02, 0x00, 0x01, // import m.m, a memory
  0x03, 0x02, 0x01, 0x00, // one function of that type
  0x07, 0x05, 0x01, 0x01, 0x66, 0x00, 0x00, // export f
  0x0a, 0x61, 0x01, 0x5f, // code, one body
  0x02, 0x01, 0x7f, 0x01, 0x7b, // locals: i32 (3), v128 (4)
  0x41, 0x0a, 0xfd, 0x0f, 0x21, 0x04, // $feed
  0x03, 0x40, // loop $blocks
  0x20, 0x00, 0xfd, 0x00, 0x00, 0x00, 0x20, 0x04, 0xfd, 0x23, 0xfd, 0x64, // bits of the first 16 bytes
  0x20, 0x00, 0xfd, 0x00, 0x00, 0x10, 0x20, 0x04, 0xfd, 0x23, 0xfd, 0x64, 0x41, 0x10, 0x74, // of the next 16
  0x72, 0x22, 0x03, // or, tee $bits
  0x04, 0x40, 0x03, 0x40, // if, loop $feeds
  0x20, 0x02, 0x20, 0x03, 0x68, 0x20, 0x00, 0x6a, 0x36, 0x02, 0x00, // store ctz + $at
  0x20, 0x02, 0x41, 0x04, 0x6a, 0x21, 0x02, // $out + 4
  0x20, 0x03, 0x20, 0x03, 0x41, 0x01, 0x6b, 0x71, 0x22, 0x03, // lowest bit off
  0x0d, 0x00, 0x0b, 0x0b, // br_if $feeds, end, end
  0x20, 0x00, 0x41, 0x20, 0x6a, 0x22, 0x00, 0x20, 0x01, 0x49, 0x0d, 0x00, 0x0b, // $at + 32 < $end: br_if $blocks
  0x20, 0x02, 0x0b, // $out
];
/** Where the byte stands in the code that is looked for. */
const wanted = code.lastIndexOf(0x0a, code.indexOf(0x0f, code.indexOf(0xfd)));

/** Finds a byte in [at, end) of its memory, and up to 31 bytes behind; writes the places as 32-bit integers to `out` and returns where they end. */
export type ByteFinder = (at: number, end: number, out: number) => number;

/** Makes one for a byte below 64. Throws what WebAssembly throws. */
export function createByteFinder(memory: WebAssembly.Memory, byte: number): ByteFinder {
  const own = Uint8Array.from(code);
  own[wanted] = byte;
  return new WebAssembly.Instance(new WebAssembly.Module(own), { m: { m: memory } }).exports.f as ByteFinder;
}
