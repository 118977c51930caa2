import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emergencyNumbers } from './emergency.ts';
import { leadsToHelp } from './leads-to-help.ts';

const numbers = [...emergencyNumbers('')];
const digitsAs = (of: fc.Arbitrary<string>) =>
  of.chain((number) =>
    fc
      .array(
        fc.tuple(fc.constantFrom('', '-', '.', '(', ')', '%20', '%2D'), fc.constantFrom('plain', 'once', 'twice')),
        {
          minLength: number.length,
          maxLength: number.length,
        },
      )
      .map((marks) =>
        [...number]
          .map((digit, i) => {
            const [before, way] = marks[i];
            const hex = digit.charCodeAt(0).toString(16);
            return before + (way === 'plain' ? digit : way === 'once' ? `%${hex}` : `%25${hex}`);
          })
          .join(''),
      ),
  );
const help = fc.oneof(
  fc.constantFrom(...numbers),
  fc.stringMatching(/^\d{1,6}$/),
  fc
    .tuple(fc.constantFrom('+31', '+44', '0031', '0044', '+358', '0', '9'), fc.constantFrom('112', '911'))
    .map((all) => all.join('')),
);
const behind = fc.constantFrom(
  '',
  ';phone-context=+31',
  ';user=phone',
  ';npdi;rn=+31612345678',
  ':secret',
  ':p;x=1',
  '?',
  '?Route=x',
  ',1',
  '%3Buser=phone',
);
const hosts = fc.constantFrom('x.nl', '198.51.100.2:5060', '[2001:db8::1]', 'h;transport=tcp', 'h?Subject=x');
const schemes = fc.constantFrom('sip:', 'sips:', 'SIP:', 'sip://');

test('a number for help is found out however the user part of a URI is written', () => {
  fc.assert(
    fc.property(schemes, digitsAs(help), behind, hosts, (scheme, number, more, host) => {
      expect(leadsToHelp(`${scheme}${number}${more}@${host}`)).toBe(true);
    }),
    { numRuns: 2000 },
  );
  for (const bad of [
    'tel:112',
    'TEL:1-1-2;phone-context=+31',
    'tel:+31112',
    'sip:112',
    'sip:112:5060',
    'sip:911;lr',
    '112',
    'urn:service:sos',
  ])
    expect(leadsToHelp(bad), bad).toBe(true);
});

test('ordinary numbers, names and hosts are none', () => {
  fc.assert(
    fc.property(schemes, fc.stringMatching(/^\+(?:31[1-8]|49[1-9]\d|44[2-7])\d{8}$/), hosts, (scheme, number, host) => {
      expect(leadsToHelp(`${scheme}${number}@${host}`)).toBe(false);
    }),
  );
  for (const good of [
    ...[
      'sip:198.51.100.2:5080;transport=tcp',
      'sip:10.1.1.2',
      'sip:1.1.2.0',
      'sips:[2001:db8::112]:5061',
      'sip:carrier-b.nl',
    ],
    ...[
      'sip:stopped@198.51.100.9',
      'sip:reception@pbx',
      'sip:+31612345678@h;user=phone',
      'tel:+31201234567',
      '+31612345678',
    ],
    ...['carrier-b', 'sip:h', 'sip:*21%23@h'],
  ])
    expect(leadsToHelp(good), good).toBe(false);
});
