import { formatNumber, type Language } from '../i18n/format.ts';

const units = ['B', 'kB', 'MB', 'GB', 'TB'];

/** A size as people read it: "3,4 GB", powers of 1000. */
export function formatBytes(language: Language, bytes: number): string {
  const step = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** step;
  return `${formatNumber(language, value, value < 10 && step > 0 ? 1 : 0)} ${units[step]}`;
}
