import { refuse } from './refusal.ts';

/** Byte encodings of the Sigma modifiers `base64`, `base64offset`, `utf16le`, `utf16be`, `utf16`, `wide`. */
export type Wide = 'utf16le' | 'utf16be' | 'utf16';

/** Bytes of a text, as a string of characters 0–255: UTF-8, or UTF-16 when `wide`. */
export function toBytes(text: string, wide: Wide | undefined): string {
  if (wide === undefined) return String.fromCharCode(...new TextEncoder().encode(text));
  let bytes = wide === 'utf16' ? '\xff\xfe' : '';
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const low = String.fromCharCode(code & 0xff);
    const high = String.fromCharCode(code >> 8);
    bytes += wide === 'utf16be' ? high + low : low + high;
  }
  return bytes;
}

/** Base64 of bytes. */
export function base64(bytes: string): string {
  return btoa(bytes);
}

/**
 * The part of the Base64 of any text that contains `bytes` which does not depend on what stands around it, once for each
 * of the three positions the bytes can have within a group of three.
 */
export function base64Offsets(bytes: string): readonly string[] {
  if (bytes.length < 3) refuse('base64offset needs a value of at least 3 bytes');
  return [0, 1, 2].map((offset) => {
    const encoded = btoa('\0'.repeat(offset) + bytes);
    const from = Math.ceil((offset * 8) / 6);
    const to = Math.floor(((offset + bytes.length) * 8) / 6);
    return encoded.slice(from, to);
  });
}
