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

  it('knows the second of a time that exists twice', () => {
    const zone = createZone('Europe/Amsterdam');
    const second = (month: number, day: number, hour: number, minute: number) => {
      const first = zone.toUtc(2026, month, day, hour, minute, 0, 0);
      return (zone.later(Date.UTC(2026, month - 1, day, hour, minute), first) - first) / 60_000;
    };
    expect(second(10, 25, 2, 0)).toBe(60);
    expect(second(10, 25, 2, 59)).toBe(60);
    expect(second(10, 25, 1, 59)).toBe(0);
    expect(second(10, 25, 3, 0)).toBe(0);
    expect(second(3, 29, 2, 30)).toBe(0);
    expect(second(11, 22, 2, 30)).toBe(0);
    expect(createZone('UTC').later(1, 1)).toBe(1);
  });

  it('finds every moment in the first or the second time its wall clock exists', () => {
    for (const name of ['Europe/Amsterdam', 'Australia/Lord_Howe', 'Africa/Casablanca', 'Pacific/Apia']) {
      const zone = createZone(name);
      const show = new Intl.DateTimeFormat('sv-SE', { timeZone: name, dateStyle: 'short', timeStyle: 'medium' });
      const around = [Date.UTC(2026, 9, 25, 1), Date.UTC(2026, 3, 4, 15), Date.UTC(2025, 1, 23, 2)].map(
        (t) => t / 1000,
      );
      const moments = fc.oneof(
        fc.integer({ min: 0, max: 2_000_000_000 }),
        ...around.map((t) => fc.integer({ min: t - 10_000, max: t + 10_000 })),
      );
      fc.assert(
        fc.property(moments, (second) => {
          const [y, mo, d, h, mi, s] = show
            .format(second * 1_000)
            .match(/\d+/g)!
            .map(Number);
          const first = zone.toUtc(y, mo, d, h, mi, s, 0);
          const later = zone.later(wallClock(y, mo, d, h, mi, s, 0), first);
          expect(show.format(later)).toBe(show.format(first));
          expect([first, later]).toContain(second * 1_000);
        }),
        { numRuns: 400 },
      );
    }
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
