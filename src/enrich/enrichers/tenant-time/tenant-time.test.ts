import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Event } from '../../../core/event.ts';
import { TenantTimeEnricher } from './tenant-time.ts';
import { ZoneHours } from './zone-hours.ts';

const zones = new Map([
  ['bakker', 'Europe/Amsterdam'],
  ['office-india', 'Asia/Kolkata'],
  ['nepal', 'Asia/Kathmandu'],
]);

function hourOf(enricher: TenantTimeEnricher, tenant: string, time: string | number): number {
  const event = new Event();
  event.tenant = tenant;
  event.time = typeof time === 'number' ? time : Date.parse(time);
  enricher.enrich(event);
  return event.localHour;
}

describe('hour at the tenant', () => {
  it('follows the zone of the tenant, summer time and zones off the hour included', () => {
    const enricher = new TenantTimeEnricher({ timeZones: zones, defaultTimeZone: 'UTC' });
    expect(hourOf(enricher, 'bakker', '2026-01-10T23:30:00Z')).toBe(0);
    expect(hourOf(enricher, 'bakker', '2026-07-10T22:30:00Z')).toBe(0);
    expect(hourOf(enricher, 'bakker', '2026-03-29T00:59:59Z')).toBe(1);
    expect(hourOf(enricher, 'bakker', '2026-03-29T01:00:00Z')).toBe(3);
    expect(hourOf(enricher, 'bakker', '2026-10-25T00:30:00Z')).toBe(2);
    expect(hourOf(enricher, 'bakker', '2026-10-25T01:30:00Z')).toBe(2);
    expect(hourOf(enricher, 'office-india', '2026-01-10T10:29:59Z')).toBe(15);
    expect(hourOf(enricher, 'office-india', '2026-01-10T10:30:00Z')).toBe(16);
    expect(hourOf(enricher, 'nepal', '2026-01-10T10:15:00Z')).toBe(16);
    expect(hourOf(enricher, 'unassigned', '2026-01-10T10:15:00Z')).toBe(10);
  });

  it('is unknown for a time that is none', () => {
    const enricher = new TenantTimeEnricher({ timeZones: zones, defaultTimeZone: 'UTC' });
    expect(hourOf(enricher, 'bakker', Number.NaN)).toBe(-1);
    expect(hourOf(enricher, 'bakker', 1e300)).toBe(-1);
  });

  it('takes other zones while running and names the tenants whose zone does not exist', () => {
    const enricher = new TenantTimeEnricher({ timeZones: zones, defaultTimeZone: 'Europe/Amsterdam' });
    expect(hourOf(enricher, 'bakker', '2026-01-10T12:00:00Z')).toBe(13);
    const refused = enricher.replace(
      new Map([
        ['bakker', 'America/New_York'],
        ['smit', 'Mars/Olympus'],
      ]),
    );
    expect(refused).toEqual(['smit']);
    expect(hourOf(enricher, 'bakker', '2026-01-10T12:00:00Z')).toBe(7);
    expect(hourOf(enricher, 'smit', '2026-01-10T12:00:00Z')).toBe(13);
  });

  it('refuses a default zone that does not exist', () => {
    expect(() => new TenantTimeEnricher({ timeZones: zones, defaultTimeZone: 'Mars/Olympus' })).toThrow(RangeError);
  });

  it('equals the calendar at any time, in any order', () => {
    const names = ['Europe/Amsterdam', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'America/St_Johns', 'UTC'];
    const times = fc.array(fc.integer({ min: Date.UTC(1975, 0), max: Date.UTC(2037, 0) }), { maxLength: 20 });
    fc.assert(
      fc.property(fc.constantFrom(...names), times, (zone, all) => {
        const hours = new ZoneHours(zone);
        for (const time of all) {
          const shown = new Date(time).toLocaleString('en-GB', { timeZone: zone, hour: '2-digit', hourCycle: 'h23' });
          expect(hours.at(time)).toBe(Number(shown));
        }
      }),
    );
  });
});
