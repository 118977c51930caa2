import { UsageError } from '../core/command.ts';

const seconds = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 } as const;

/** Seconds of `90s`, `15m`, `1h`, `7d`, `2w` or a sum such as `1h30m`; throws UsageError. */
export function readDuration(text: string): number {
  if (!/^(\d{1,6}[smhdw])+$/.test(text))
    throw new UsageError(`'${text}' is not a duration; write for example 30m, 1h, 7d or 1h30m`);
  let total = 0;
  for (const [, count, unit] of text.matchAll(/(\d+)([smhdw])/g))
    total += Number(count) * seconds[unit as keyof typeof seconds];
  return total;
}
