import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createZone, UnknownZoneError, wallClock } from './zone.ts';

describe('wallClock', () => {
  it('agrees with Date.UTC', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1900, max: 2400 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 28 }),
        (y, m, d) => {
          expect(wallClock(y, m, d, 3, 4, 5, 6)).toBe(Date.UTC(y, m - 1, d, 3, 4, 5, 6));
        },
      ),
    );
  });
});

describe('createZone', () => {
  const iso = (zone: string, ...f: [number, number, number, number, number, number?]) =>
    new Date(createZone(zone).toUtc(f[0], f[1], f[2], f[3], f[4], f[5] ?? 0, 0)).toISOString();

  it('knows summer and winter time', () => {
    expect(iso('Europe/Amsterdam', 2026, 7, 1, 12, 0)).toBe('2026-07-01T10:00:00.000Z');
    expect(iso('Europe/Amsterdam', 2026, 12, 1, 12, 0)).toBe('2026-12-01T11:00:00.000Z');
    expect(iso('UTC', 2026, 12, 1, 12, 0)).toBe('2026-12-01T12:00:00.000Z');
  });

  it('moves a time that does not exist forward by the gap', () => {
    expect(iso('Europe/Amsterdam', 2026, 3, 29, 1, 59, 59)).toBe('2026-03-29T00:59:59.000Z');
    expect(iso('Europe/Amsterdam', 2026, 3, 29, 2, 30)).toBe('2026-03-29T01:30:00.000Z');
    expect(iso('Europe/Amsterdam', 2026, 3, 29, 3, 0)).toBe('2026-03-29T01:00:00.000Z');
  });

  it('takes the first of a time that exists twice', () => {
    expect(iso('Europe/Amsterdam', 2026, 10, 25, 2, 30)).toBe('2026-10-25T00:30:00.000Z');
    expect(iso('Europe/Amsterdam', 2026, 10, 25, 3, 0)).toBe('2026-10-25T02:00:00.000Z');
    expect(iso('America/New_York', 2026, 11, 1, 1, 15)).toBe('2026-11-01T05:15:00.000Z');
  });

  it('knows half hours and a change of half an hour', () => {
    expect(iso('Asia/Kolkata', 2026, 1, 1, 0, 0)).toBe('2025-12-31T18:30:00.000Z');
    expect(iso('Australia/Lord_Howe', 2026, 10, 4, 2, 15)).toBe('2026-10-03T15:45:00.000Z');
    expect(iso('Australia/Lord_Howe', 2026, 4, 5, 1, 45)).toBe('2026-04-04T14:45:00.000Z');
  });

  it('gives back every wall clock that exists, whatever was asked before', () => {
    for (const name of ['Europe/Amsterdam', 'America/Sao_Paulo', 'Africa/Casablanca', 'Pacific/Apia']) {
      const zone = createZone(name);
      const show = new Intl.DateTimeFormat('sv-SE', { timeZone: name, dateStyle: 'short', timeStyle: 'medium' });
      fc.assert(
        fc.property(fc.integer({ min: 0, max: 2_000_000_000 }), (second) => {
          const text = show.format(second * 1_000);
          const [y, mo, d, h, mi, s] = text.match(/\d+/g)!.map(Number);
          const utc = zone.toUtc(y, mo, d, h, mi, s, 0);
          expect(show.format(utc)).toBe(text);
          expect(utc).toBeLessThanOrEqual(second * 1_000);
        }),
      );
    }
  });

  it('refuses a zone it does not know', () => {
    expect(() => createZone('Europe/Nowhere')).toThrow(UnknownZoneError);
    expect(() => createZone('')).toThrow(UnknownZoneError);
  });
});
