import { describe, expect, it } from 'vitest';
import { Event } from '../../../core/event.ts';
import { NewCountryEnricher } from './new-country.ts';

function login(country: string, more: Partial<Event> = {}): Event {
  return Object.assign(new Event(), {
    action: 'admin-login',
    outcome: 'success',
    tenant: 'bakker',
    asset: 'pbx',
    source: 's1',
    service: 'sshd',
    country,
    ...more,
  });
}

/** Whether each login in turn is marked. */
function marks(enricher: NewCountryEnricher, events: readonly Event[]): boolean[] {
  return events.map((event) => {
    enricher.enrich(event);
    return event.newCountry;
  });
}

describe('a login from a country never seen', () => {
  it('is marked after three accepted logins, once per country', () => {
    const countries = ['NL', 'BE', 'NL', 'CN', 'CN', 'NL', 'RU'];
    const marked = marks(
      new NewCountryEnricher(),
      countries.map((country) => login(country)),
    );
    expect(marked).toEqual([false, false, false, true, false, false, true]);
  });

  it('is learned per tenant, asset and service', () => {
    const enricher = new NewCountryEnricher();
    marks(
      enricher,
      ['NL', 'NL', 'NL'].map((country) => login(country)),
    );
    const other = [login('CN', { service: 'ami' }), login('CN', { asset: 'sbc' }), login('CN', { tenant: 'smit' })];
    expect(marks(enricher, other)).toEqual([false, false, false]);
    expect(marks(enricher, [login('CN')])).toEqual([true]);
  });

  it('knows an unassigned sender by its source', () => {
    const enricher = new NewCountryEnricher();
    marks(
      enricher,
      ['NL', 'NL', 'NL'].map((country) => login(country, { asset: '', source: 's1' })),
    );
    expect(marks(enricher, [login('CN', { asset: '', source: 's2' })])).toEqual([false]);
    expect(marks(enricher, [login('CN', { asset: '', source: 's1' })])).toEqual([true]);
  });

  it('learns nothing from failures and other actions, and marks none of them', () => {
    const enricher = new NewCountryEnricher();
    marks(
      enricher,
      ['NL', 'NL'].map((country) => login(country)),
    );
    const others = [
      login('CN', { outcome: 'failure' }),
      login('CN', { outcome: 'unknown' }),
      login('CN', { action: 'sip-auth' }),
    ];
    expect(marks(enricher, [...others, ...others])).toEqual([false, false, false, false, false, false]);
    expect(marks(enricher, [login('NL'), login('CN')])).toEqual([false, true]);
  });

  it('counts logins from the LAN, which have no country and are never marked', () => {
    const enricher = new NewCountryEnricher();
    expect(
      marks(
        enricher,
        ['', '', '', '', 'CN'].map((country) => login(country)),
      ),
    ).toEqual([false, false, false, false, true]);
  });

  it('goes on after a restart from what was stored', () => {
    const first = new NewCountryEnricher();
    marks(
      first,
      ['NL', 'NL'].map((country) => login(country)),
    );
    const stored = JSON.parse(JSON.stringify(first.takeChanged()));
    expect(stored).toEqual([{ tenant: 'bakker', asset: 'pbx', service: 'sshd', logins: 2, countries: ['NL'] }]);
    expect(first.takeChanged()).toEqual([]);
    const second = new NewCountryEnricher();
    second.load(stored);
    expect(second.takeChanged()).toEqual([]);
    expect(marks(second, [login('NL'), login('CN')])).toEqual([false, true]);
    expect(second.learned()[0]).toEqual({
      tenant: 'bakker',
      asset: 'pbx',
      service: 'sshd',
      logins: 4,
      countries: ['NL', 'CN'],
    });
  });

  it('is bounded: the asset without login for the longest time is forgotten and counted', () => {
    const enricher = new NewCountryEnricher(3);
    for (const asset of ['a', 'b', 'c', 'a', 'd']) enricher.enrich(login('NL', { asset }));
    expect(enricher.evicted).toBe(1);
    expect(enricher.learned().map(({ asset }) => asset)).toEqual(['c', 'a', 'd']);
    expect(enricher.takeChanged().map(({ asset }) => asset)).toEqual(['a', 'c', 'd']);
  });

  it('does not mix up assets whose names run together', () => {
    const enricher = new NewCountryEnricher();
    marks(
      enricher,
      ['NL', 'NL', 'NL'].map((country) => login(country, { tenant: 'a', asset: 'bc' })),
    );
    expect(marks(enricher, [login('CN', { tenant: 'ab', asset: 'c' })])).toEqual([false]);
  });
});
