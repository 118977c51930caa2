import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countryDialling } from '../../../core/phone/countries.ts';
import { emergencyNumbers } from '../../../core/phone/emergency.ts';
import { type StopPrefixOptions, shortestRefused, stopPrefixes } from './stop-prefixes.ts';

const dutch: StopPrefixOptions = {
  country: 'NL',
  internationalPrefixes: ['00'],
  nationalPrefix: '0',
  outsideLine: ['9'],
};
/** Whether a rule with these prefixes takes a number, as 3CX describes it. */
const takes = (prefixes: readonly string[], number: string) =>
  number.length >= shortestRefused && prefixes.some((prefix) => number.startsWith(prefix));

describe('prefixes of a rule that blocks', () => {
  const abroad = stopPrefixes('abroad', dutch);
  const outgoing = stopPrefixes('outgoing', dutch);

  it.each(['00220700123', '+220700123', '900220700123', '00320000', '+329999999', '0088212345678'])(
    'abroad takes %s',
    (number) => {
      expect(takes(abroad, number)).toBe(true);
      expect(takes(outgoing, number)).toBe(true);
    },
  );

  it.each(['0031201234567', '+31201234567', '0201234567', '90031201234567', '101', '112', '0031112', '+31112'])(
    'abroad leaves %s',
    (number) => {
      expect(takes(abroad, number)).toBe(false);
    },
  );

  it.each(['0201234567', '0612345678', '09001234', '0031612345678', '90612345678'])('outgoing takes %s', (number) => {
    expect(takes(outgoing, number)).toBe(true);
  });

  it('stay short enough to be written', () => {
    expect(abroad.join(',').length).toBeLessThan(1_000);
    expect(outgoing.join(',').length).toBeLessThan(4_000);
  });

  it('never take an emergency number of the country, of any country, however it is written', () => {
    const countries = [...countryDialling.values()].filter(({ country }) => country !== '');
    expect(countries.length).toBeGreaterThan(150);
    let seen = 0;
    for (const { country, code, national, international } of countries) {
      const options = {
        country,
        internationalPrefixes: [...new Set(['00', ...international])],
        nationalPrefix: national,
        outsideLine: ['0', '9'],
      };
      const before = [...options.internationalPrefixes, '+'].flatMap((prefix) =>
        ['', '0', '9'].flatMap((line) => ['', code, code + national].map((at) => line + prefix + at)),
      );
      before.push('', '0', '9', national, `0${national}`, `9${national}`);
      for (const reach of ['abroad', 'outgoing'] as const) {
        const prefixes = stopPrefixes(reach, options);
        for (const number of emergencyNumbers(country)) {
          for (const at of before) {
            seen++;
            if (takes(prefixes, at + number)) expect.fail(`${country} ${reach} ${at + number}`);
          }
        }
      }
    }
    expect(seen).toBeGreaterThan(20_000);
  });

  it('abroad leave every number of the country, outgoing take nearly all', () => {
    const digits = fc.stringMatching(/^[1-9]\d{8}$/);
    fc.assert(
      fc.property(digits, (rest) => {
        for (const at of ['0', '0031', '+31', '90031', '9+31']) expect(takes(abroad, at + rest)).toBe(false);
        expect(takes(outgoing, `0${rest}`)).toBe(true);
        // Behind the country code emergency numbers are spared with what begins like them.
        if (!/^(112|911)/.test(rest)) expect(takes(outgoing, `0031${rest}`)).toBe(true);
      }),
    );
  });
});
