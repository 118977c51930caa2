/** A new key for `Idempotency-Key`: 128 random bits, hex. Works without TLS too, where `crypto.randomUUID` is missing. */
export function onceKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
