import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countryDialling } from '../src/core/phone/countries.ts';
import { emergencyNumbers } from '../src/core/phone/emergency.ts';

/**
 * The check that the dial plan of an Asterisk makes, read from deploy/asterisk/belwacht.conf and gone through here for numbers
 * of every country; test/asterisk.test.ts lets the real one go through it for some.
 */
const text = readFileSync(fileURLToPath(new URL('../deploy/asterisk/belwacht.conf', import.meta.url)), 'utf8');

/** Value that a `Set(LOCAL(name)=…)` gives. */
function set(name: string): string {
  const [, value] = new RegExp(`Set\\(LOCAL\\(${name}\\)=(.*)\\)$`, 'm').exec(text) ?? [];
  if (value === undefined) throw new Error(`${name} is not set`);
  return value;
}

/** The patterns of `GotoIf(${REGEX("…" ${number})}?where)`, in their order, with the variables in them. */
function patterns(variables: Readonly<Record<string, string>>) {
  return [...text.matchAll(/GotoIf\(\$\{REGEX\("([^"]+)" \$\{number\}\)\}\?([a-z:]+)\)/g)].map(
    ([, pattern, where]) => ({
      where,
      pattern: new RegExp(pattern.replace(/\$\{(\w+)\}/g, (_all, name: string) => variables[name] ?? set(name))),
    }),
  );
}

/** What becomes of a dialled text while an account is stopped. */
function verdict(
  dialled: string,
  stop: 'abroad' | 'outgoing',
  variables: Readonly<Record<string, string>> = {},
): 'pass' | 'refuse' {
  const number = dialled.replace(/[^0-9+*#]/g, '');
  const [short, help, home, abroad] = patterns(variables).map(({ pattern }) => pattern);
  if (short.test(number) || help.test(number)) return 'pass';
  if (stop === 'outgoing') return 'refuse';
  return !home.test(number) && abroad.test(number) ? 'refuse' : 'pass';
}

test('the file has the steps that are gone through here, in this order', () => {
  expect(patterns({}).map(({ where }) => where)).toEqual(['pass', 'pass', 'pass', 'refuse:pass']);
  const at = (part: string) => text.indexOf(part, text.indexOf('[belwacht]'));
  // Numbers for help are through before the AstDB is looked at, and before anything that could fail.
  const help = at('help}$" $');
  expect(help).toBeLessThan(at('DB(belwacht-stop'));
  expect(help).toBeGreaterThan(0);
  expect(text).toContain(`FILTER(0-9+*#,\${ARG1})`);
});

describe('numbers for help', () => {
  test('of every country pass as they are, behind an outside line and behind a prefix', () => {
    let seen = 0;
    for (const country of countryDialling.keys())
      for (const number of emergencyNumbers(country))
        for (const before of ['', '0', '9', '+', '00', '000', '900', '9+', '*31#', '#31#0', '*67']) {
          expect(verdict(before + number, 'outgoing'), `${country} ${before}${number}`).toBe('pass');
          seen++;
        }
    expect(seen).toBeGreaterThan(5_000);
  });

  test('pass in every spelling of the plan of the Netherlands', () => {
    for (const line of ['', '0', '9'])
      for (const abroad of ['', '+', '00'])
        for (const code of abroad === '' ? [''] : ['', '31'])
          for (const trunk of ['', '0'])
            for (const number of ['112', '911', '116117', '116123'])
              for (const stop of ['abroad', 'outgoing'] as const)
                expect(verdict(line + abroad + code + trunk + number, stop)).toBe('pass');
  });

  test('pass where somebody set another country', () => {
    for (const { code, national, country } of countryDialling.values()) {
      const variables = {
        home: code,
        trunk: national === '' ? '' : `(${national})?`,
        help: `(${[...emergencyNumbers(country)].join('|')})`,
      };
      for (const number of emergencyNumbers(country))
        for (const before of ['', '+', `+${code}`, `00${code}`, `+${code}${national}`, national])
          expect(verdict(before + number, 'outgoing', variables), `${country} ${before}${number}`).toBe('pass');
    }
  });

  test('pass whatever else a phone writes between the digits', () => {
    const junk = fc
      .array(fc.constantFrom(' ', '-', '(', ')', '.', '"', '$', '{', '}', ';', 'a'), { maxLength: 4 })
      .map((all) => all.join(''));
    fc.assert(
      fc.property(
        fc.constantFrom('112', '911', '0112', '+31112'),
        fc.array(junk, { minLength: 8, maxLength: 8 }),
        (number, between) => {
          expect(verdict([...number].map((digit, i) => digit + between[i]).join(''), 'outgoing')).toBe('pass');
        },
      ),
    );
  });
});

describe('other numbers', () => {
  test.each([
    '0022070012345',
    '+22070012345',
    '00022070012345',
    '90022070012345',
    '*31#0022070012345',
    '*67+22070012345',
    '00881612345678',
    '+97912345678',
    '0014735551234',
  ])('%s is refused in both reaches', (number) => {
    expect([verdict(number, 'abroad'), verdict(number, 'outgoing')]).toEqual(['refuse', 'refuse']);
  });

  test.each(['0201234567', '0612345678', '0031201234567', '+31201234567', '9+31201234567', '00201234567'])(
    '%s is one of home: refused only with everything outgoing',
    (number) => {
      expect(verdict(number, 'outgoing')).toBe('refuse');
      if (number !== '00201234567') expect(verdict(number, 'abroad')).toBe('pass');
    },
  );

  test('no number abroad of full length passes for a short one', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[1-9][0-9]{7,13}$/),
        fc.constantFrom('+', '00', '000', '900'),
        (number, before) => {
          fc.pre(!number.startsWith('31'));
          expect(verdict(before + number, 'abroad')).toBe('refuse');
        },
      ),
    );
  });
});
