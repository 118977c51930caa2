import { readdirSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { Event } from '../core/event.ts';
import { createEnrichers, enricherNames } from './enrichers.ts';

// The first compilation takes seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

describe('the registry of enrichers', () => {
  it('agrees with the folders', () => {
    expect([...enricherNames].sort()).toEqual(readdirSync(new URL('./enrichers/', import.meta.url)).sort());
  });

  it('runs all of them, the country before who compares countries', () => {
    const loginHistory = [{ tenant: 'bakker', asset: 'pbx', service: 'sshd', logins: 9, countries: ['NL'] }];
    const timeZones = new Map([['bakker', 'Europe/Amsterdam']]);
    const enrichers = createEnrichers({ loginHistory, tenantTime: { timeZones } });
    expect(enrichers.all.map(({ name }) => name)).toEqual([...enricherNames]);
    const event = Object.assign(new Event(), {
      time: Date.parse('2026-07-01T01:30:00Z'),
      action: 'admin-login',
      outcome: 'success',
      tenant: 'bakker',
      asset: 'pbx',
      service: 'sshd',
      sourceIp: '88.198.0.1',
    });
    enrichers.enrich(event);
    expect(event).toMatchObject({ country: 'DE', asNumber: 24940, hosting: true, localHour: 3, newCountry: true });
    expect(enrichers.newCountry.learned()[0].countries).toEqual(['NL', 'DE']);
  });
});
