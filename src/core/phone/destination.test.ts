import { describe, expect, it } from 'vitest';
import { countryCodes, countryDialling } from './countries.ts';
import { allDestinations, destinationOf } from './destination.ts';

describe('destination', () => {
  it.each([
    ['31612345678', 'NL', 'mobile'],
    ['31201234567', 'NL', 'fixed'],
    ['31882345678', 'NL', 'fixed'],
    ['319001234', 'NL', 'premium'],
    ['318001234', 'NL', 'free'],
    ['31970123456789', 'NL', 'mobile'],
    ['32470123456', 'BE', 'mobile'],
    ['3225123456', 'BE', 'fixed'],
    ['3290312345', 'BE', 'premium'],
    ['3270123456', 'BE', 'shared-cost'],
    ['4915112345678', 'DE', 'mobile'],
    ['4930123456', 'DE', 'fixed'],
    ['49900112345', 'DE', 'premium'],
    ['33612345678', 'FR', 'mobile'],
    ['33899123456', 'FR', 'premium'],
    ['447912345678', 'GB', 'mobile'],
    ['447911123456', 'GG', 'mobile'],
    ['447012345678', 'GB', 'personal'],
    ['441534123456', 'JE', 'fixed'],
    ['449012345678', 'GB', 'premium'],
    ['12025550123', 'US', 'fixed-or-mobile'],
    ['16135550123', 'CA', 'fixed-or-mobile'],
    ['18765550123', 'JM', 'fixed-or-mobile'],
    ['18095550123', 'DO', 'fixed-or-mobile'],
    ['12465550123', 'BB', 'fixed-or-mobile'],
    ['19005550123', '', 'premium'],
    ['18885550123', '', 'free'],
    ['2203123456', 'GM', 'mobile'],
    ['252612345678', 'SO', 'mobile'],
    ['9607712345', 'MV', 'mobile'],
    ['77011234567', 'KZ', 'mobile'],
    ['79161234567', 'RU', 'mobile'],
    ['59995123456', 'CW', 'mobile'],
    ['5997123456', 'BQ', 'fixed'],
    ['262639123456', 'YT', 'mobile'],
    ['870773123456', '', 'satellite'],
    ['881612345678', '', 'satellite'],
    ['8821612345678', '', 'satellite'],
    ['882991234567', '', 'international-network'],
    ['883510012345', '', 'international-network'],
    ['979123456789', '', 'premium'],
    ['80012345678', '', 'free'],
    ['80812345678', '', 'shared-cost'],
    ['878101234567', '', 'personal'],
    ['999123456789', '', 'unknown'],
    ['', '', 'unknown'],
  ])('%s is %s %s', (number, country, kind) => {
    expect(destinationOf(number)).toMatchObject({ country, kind });
  });

  it('tells the islands behind +1 from the mainland', () => {
    expect(destinationOf('18765550123').island).toBe(true);
    expect(destinationOf('12025550123').island).toBe(false);
    expect(destinationOf('14165550123').island).toBe(false);
  });

  it('knows every country code, and no prefix outside its country code', () => {
    for (const code of countryCodes) expect([code, destinationOf(`${code}1234567`).prefix]).not.toEqual([code, '']);
    for (const { country, prefix } of allDestinations()) {
      if (country !== '')
        expect([country, prefix.startsWith(countryDialling.get(country)!.code) || country === 'VA']).toEqual([
          country,
          true,
        ]);
    }
  });

  it('gives every number to some country code of the list or to none at all, whatever comes after it', () => {
    for (let i = 0; i < 1_000; i++) {
      const number = `${String(i).padStart(3, '0')}0000000`;
      const { country, prefix } = destinationOf(number);
      if (country !== '' && country !== 'VA') expect(number.startsWith(countryDialling.get(country)!.code)).toBe(true);
      if (number.startsWith('0')) expect(prefix).toBe('');
    }
  });
});
