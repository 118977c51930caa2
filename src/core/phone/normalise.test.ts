import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countryDialling } from './countries.ts';
import { type DialPlan, defaultDialPlan } from './dial-plan.ts';
import { emergencyNumbers } from './emergency.ts';
import { normalise } from './normalise.ts';

const nl = defaultDialPlan('NL');
const home = [{ first: 31201234500, last: 31201234599 }];
const nlLine = defaultDialPlan('NL', { outsideLine: ['0'], areaCode: '20' });

describe('a dialled number', () => {
  it.each<[DialPlan, string, string, string, string]>([
    [nl, '0201234567', '31201234567', 'national', 'NL'],
    [nl, '+31 (0)20 123 45 67', '31201234567', 'national', 'NL'],
    [nl, '+310201234567', '31201234567', 'national', 'NL'],
    [nl, '31201234567', '31201234567', 'national', 'NL'],
    [nl, '201234567', '31201234567', 'national', 'NL'],
    [nl, '00220 712 3456', '2207123456', 'international', 'GM'],
    [nl, 'sip:00442079460000@192.0.2.1;user=phone', '442079460000', 'international', 'GB'],
    [nl, 'tel:+44-20-7946-0000;ext=5', '442079460000', 'international', 'GB'],
    [nl, '%2B442079460000', '442079460000', 'international', 'GB'],
    [nl, '442079460000', '442079460000', 'international', 'GB'],
    [nl, '09001234', '319001234', 'national', 'NL'],
    [nl, '0800-1234', '318001234', 'national', 'NL'],
    [nl, '+390612345678', '390612345678', 'international', 'IT'],
    [nl, '0018765551234', '18765551234', 'international', 'JM'],
    [nl, '*31#0201234567', '31201234567', 'national', 'NL'],
    [nl, '++31201234567', '31201234567', 'national', 'NL'],
    [nl, '٠٢٠١٢٣٤٥٦٧', '31201234567', 'national', 'NL'],
    [nl, '1001', '', 'internal', 'NL'],
    [nl, '*97', '', 'internal', 'NL'],
    [nl, 'anonymous', '', 'anonymous', ''],
    [nl, 'sip:anonymous@anonymous.invalid', '', 'anonymous', ''],
    [nl, '', '', 'anonymous', ''],
    [nl, 'jan', '', 'unknown', ''],
    [nl, '+2109999999', '2109999999', 'unknown', ''],
    [nlLine, '00612345678', '31612345678', 'national', 'NL'],
    [nlLine, '00061212345678', '61212345678', 'international', 'AU'],
    [nlLine, '0061212345678', '61212345678', 'international', 'AU'],
    [nlLine, '01234567', '31201234567', 'national', 'NL'],
    [nlLine, '1234567', '31201234567', 'national', 'NL'],
    [defaultDialPlan('US'), '18765551234', '18765551234', 'international', 'JM'],
    [defaultDialPlan('US'), '2025550123', '12025550123', 'national', 'US'],
    [defaultDialPlan('US'), '011442079460000', '442079460000', 'international', 'GB'],
    [defaultDialPlan('US'), '18005551212', '18005551212', 'national', ''],
    [defaultDialPlan('US', { outsideLine: ['9'] }), '912025550123', '12025550123', 'national', 'US'],
    [
      defaultDialPlan('US', { carrierPrefixes: ['1010288'] }),
      '1010288011252612345678',
      '252612345678',
      'international',
      'SO',
    ],
    [defaultDialPlan('AU'), '0011442079460000', '442079460000', 'international', 'GB'],
    [defaultDialPlan('AU'), '0212345678', '61212345678', 'national', 'AU'],
    [defaultDialPlan('DE', { carrierPrefixes: ['01033'] }), '01033030123456', '4930123456', 'national', 'DE'],
    [defaultDialPlan('IT'), '0612345678', '390612345678', 'national', 'IT'],
    [defaultDialPlan('GB'), '14102079460000', '442079460000', 'national', 'GB'],
    [defaultDialPlan('GB'), '14165550100', '14165550100', 'international', 'CA'],
    [defaultDialPlan('GB'), '14100442079460000', '442079460000', 'national', 'GB'],
    [defaultDialPlan('HU'), '06201234567', '36201234567', 'national', 'HU'],
    [defaultDialPlan('RU'), '81044 20 7946 0000', '442079460000', 'international', 'GB'],
    [defaultDialPlan('NL', { shortCodes: ['1233'] }), '1233', '', 'short', 'NL'],
    // Local numbers begin with what are country codes elsewhere, and are too short for them.
    ...['5371234', '2207012', '2521234', '1234567', '220701'].map(
      (local) => [nl, local, '', 'national', 'NL'] as [DialPlan, string, string, string, string],
    ),
    [defaultDialPlan('US'), '5550100', '', 'national', 'US'],
    [defaultDialPlan('GB'), '79460001', '', 'national', 'GB'],
    [defaultDialPlan('NL', { areaCode: '20' }), '5371234', '31205371234', 'national', 'NL'],
    [defaultDialPlan('NL', { ownRanges: home }), '5371234', '31205371234', 'national', 'NL'],
    [
      defaultDialPlan('NL', { ownRanges: [...home, { first: 31307654321, last: 31307654321 }] }),
      '5371234',
      '',
      'national',
      'NL',
    ],
    [
      defaultDialPlan('NL', { ownRanges: [{ first: 31612345678, last: 31612345678 }] }),
      '5371234',
      '',
      'national',
      'NL',
    ],
    [
      defaultDialPlan('US', { ownRanges: [{ first: 12125550100, last: 12125550199 }] }),
      '5550142',
      '12125550142',
      'internal',
      'US',
    ],
    // Without a prefix a foreign number is whole, or none.
    [nl, '22070123456', '', 'unknown', ''],
    [nl, '2207012345', '2207012345', 'international', 'GM'],
    [nl, '22070123', '', 'unknown', ''],
    [nl, '77165000002207000123', '', 'unknown', ''],
    [nl, '53712345', '53712345', 'international', 'CU'],
    [nl, '5371234567', '5371234567', 'international', 'CU'],
    [
      defaultDialPlan('DE', { ownRanges: [{ first: 49301234567, last: 49301234567 }] }),
      '49301234567',
      '49301234567',
      'internal',
      'DE',
    ],
    // An outside line that nobody wrote down.
    [nl, '0002207012345', '2207012345', 'international', 'GM'],
    [nl, '00022070123456', '22070123456', 'international', 'GM'],
    [nl, '9002207012345', '2207012345', 'international', 'GM'],
    [nl, '90022070123456', '22070123456', 'international', 'GM'],
    [nl, '90201234567', '31201234567', 'national', 'NL'],
    [nl, '05371234', '', 'national', 'NL'],
    [nl, '909001234', '319001234', 'national', 'NL'],
    [nl, '908001234567', '318001234567', 'national', 'NL'],
    [defaultDialPlan('GB'), '902079460000', '902079460000', 'international', 'TR'],
    [defaultDialPlan('TR'), '902121234567', '902121234567', 'national', 'TR'],
    [nl, '902121234567', '902121234567', 'international', 'TR'],
    // Local numbers that begin like services, which nobody reaches without the 0.
    ...['9007990', '9080012', '8403366', '8001234'].map(
      (local) => [nl, local, '', 'national', 'NL'] as [DialPlan, string, string, string, string],
    ),
    [defaultDialPlan('ES'), '900123456', '34900123456', 'national', 'ES'],
    [defaultDialPlan('DE'), '0002207012345', '2207012345', 'international', 'GM'],
    [defaultDialPlan('IT'), '0002207012345', '2207012345', 'international', 'GM'],
    [defaultDialPlan('US'), '90112207012345', '2207012345', 'international', 'GM'],
    [defaultDialPlan('US'), '00112207012345', '2207012345', 'international', 'GM'],
    [defaultDialPlan('US'), '9011234567', '19011234567', 'national', 'US'],
    [defaultDialPlan('NL', { carrierPrefixes: ['1650'] }), '01650002207012345', '2207012345', 'international', 'GM'],
    [nl, '+002207012345', '2207012345', 'international', 'GM'],
    [nl, '+0022070123456', '22070123456', 'international', 'GM'],
    [nl, '+0201234567', '31201234567', 'national', 'NL'],
    // Numbers of machines are two digits longer than others.
    [nl, '097012345678', '3197012345678', 'national', 'NL'],
    [nl, '0970123456', '', 'unknown', ''],
    [nl, '01234567890', '', 'unknown', ''],
    [
      defaultDialPlan('NL', { ownRanges: [{ first: 31201234500, last: 31201234599 }] }),
      '020 1234567',
      '31201234567',
      'internal',
      'NL',
    ],
  ])('%#: %o', (plan, dialled, e164, kind, country) => {
    expect(normalise(plan, dialled)).toEqual({ e164, kind, country });
  });

  it('is never refused, whatever was sent', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom(...'+0123456789*#(;@ -') })),
        (text) => {
          const { e164 } = normalise(nlLine, text);
          expect(e164).toMatch(/^\d{0,15}$/);
        },
      ),
    );
  });
});

describe('emergency numbers', () => {
  const countries = [...countryDialling.keys()];
  const spaced = (digits: string, gaps: readonly string[]) =>
    [...digits].map((digit, i) => digit + (gaps[i % gaps.length] ?? '')).join('');

  it('are recognised in every spelling, in every country', () => {
    fc.assert(
      fc.property(
        fc
          .constantFrom(...countries)
          .chain((country) =>
            fc.record({ country: fc.constant(country), number: fc.constantFrom(...emergencyNumbers(country)) }),
          ),
        fc.constantFrom([], ['0'], ['9'], ['8', '0'], ['77']),
        fc.constantFrom([], ['1010288'], ['01033', '1650']),
        fc.nat(),
        fc.array(fc.constantFrom('', '', ' ', '-', '.', '\u00a0', '\u200e', '/'), { minLength: 1, maxLength: 4 }),
        fc.constantFrom(
          '%',
          'sip:%@192.0.2.1',
          'sips:%@pbx.example;user=phone',
          'tel:%',
          '<tel:%>',
          '"%"',
          '%#',
          '%;phone-context=+31',
          '%,',
        ),
        ({ country, number }, outsideLine, carrierPrefixes, choice, gaps, wrap) => {
          const plan = defaultDialPlan(country, {
            outsideLine,
            carrierPrefixes,
            shortCodes: [number],
            ownRanges: [{ first: 0, last: 999_999 }],
          });
          const { code, national, international } = countryDialling.get(country)!;
          let left = choice;
          const pick = (choices: readonly string[]) => {
            const all = ['', ...choices];
            const one = all[left % all.length]!;
            left = Math.floor(left / all.length);
            return one;
          };
          const hide = pick(['*31#', '#31#', '*67']);
          const line = pick(outsideLine);
          const carrier = pick(carrierPrefixes);
          const abroad = pick([...international, '00', '+']);
          const digits = `${line}${carrier}${abroad === '+' ? '' : abroad}${pick([code])}${pick([national])}${number}`;
          const plus = abroad === '+' ? '+' : '';
          const dialled = wrap.replace('%', (hide && !plus ? hide : '') + plus + spaced(digits, gaps));
          expect([dialled, normalise(plan, dialled).kind]).toEqual([dialled, 'emergency']);
        },
      ),
      { numRuns: 20_000 },
    );
  });

  it('of every country are recognised as they are, behind an outside line nobody wrote down, and behind their country code from anywhere', () => {
    for (const country of countries) {
      const { code, national, international } = countryDialling.get(country)!;
      for (const number of emergencyNumbers(country)) {
        const behind = [
          '',
          national,
          ...international.flatMap((abroad) => [abroad, abroad + code, abroad + code + national]),
        ];
        const spellings = [
          ...[number, `+${code}${number}`],
          ...behind
            .filter((prefix) => number.length > 2 || prefix !== '')
            .flatMap((prefix) => [`0${prefix}${number}`, `9${prefix}${number}`]),
        ];
        for (const dialled of spellings)
          expect([country, dialled, normalise(defaultDialPlan(country), dialled).kind]).toEqual([
            country,
            dialled,
            'emergency',
          ]);
        for (const dialled of [`+${code}${number}`, `00${code}${number}`])
          expect([country, dialled, normalise(nl, dialled).kind]).toEqual([country, dialled, 'emergency']);
        expect(normalise(defaultDialPlan(''), number).kind).toBe('emergency');
        expect(normalise(defaultDialPlan('NL', { emergencyCountries: [country] }), number).kind).toBe('emergency');
      }
    }
  });

  it('are recognised behind an outside line that nobody wrote down and the prefix of a carrier', () => {
    const plan = defaultDialPlan('NL', { carrierPrefixes: ['1650'] });
    for (const dialled of ['01650112', '9165000112', '016500044999', '016500031112'])
      expect([dialled, normalise(plan, dialled).kind]).toEqual([dialled, 'emergency']);
  });

  it('by name (RFC 5031)', () => {
    expect(normalise(nl, 'urn:service:sos').kind).toBe('emergency');
    expect(normalise(nl, 'URN:service:sos.fire').kind).toBe('emergency');
  });

  it.each(['1120', '0011234', '+31112123456', '00441121234567', '112112', '0900112', '+112345678901', '911234'])(
    'are not the beginning or end of another: %s',
    (dialled) => {
      expect(normalise(nl, dialled).kind).not.toBe('emergency');
    },
  );

  it('let no number pass that costs money', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('NL', 'DE', 'GB', 'US', 'FR', 'PL', ''),
        fc.constantFrom('', '+', '0', '00', '011', '9'),
        fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 13, maxLength: 15 }),
        (country, prefix, digits) => {
          expect(normalise(defaultDialPlan(country), prefix + digits).kind).not.toBe('emergency');
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
