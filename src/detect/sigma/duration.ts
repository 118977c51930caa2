const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** Seconds of `30s`, `10m`, `1h`, `7d`; undefined for anything else, zero included. */
export function readDuration(text: unknown): number | undefined {
  const match = typeof text === 'string' ? /^([1-9]\d{0,8})([smhd])$/.exec(text) : null;
  return match ? Number(match[1]) * units[match[2]] : undefined;
}
