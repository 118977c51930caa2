import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { emergencyNumbers } from '../src/core/phone/emergency.ts';

/**
 * What deploy/freeswitch/00_belwacht.xml refuses. FreeSWITCH is not to be had here: its expressions are read from the file
 * and tried as it documents them (all conditions of an extension have to match; `$${…}` is replaced when the file is read).
 */
const xml = readFileSync(new URL('../deploy/freeswitch/00_belwacht.xml', import.meta.url), 'utf8').replace(
  /<!--[\s\S]*?-->/g,
  '',
);
const globals = new Map([...xml.matchAll(/cmd="set" data="(\w+)=([^"]*)"/g)].map(([, name, value]) => [name, value]));
const extensions = [...xml.matchAll(/<extension name="([^"]+)"[^>]*>([\s\S]*?)<\/extension>/g)]
  .filter(([, , body]) => body.includes('603'))
  .map(([, name, body]) => ({
    name,
    conditions: [...body.matchAll(/field="([^"]+)" expression="([^"]+)"/g)].map(([, field, expression]) => ({
      field,
      expression: new RegExp(expression.replace(/\$\$\{(\w+)\}/g, (_, global) => globals.get(global)!)),
    })),
  }));

function isRefused(stop: string, number: string): boolean {
  return extensions.some(({ conditions }) =>
    conditions.every(({ field, expression }) => expression.test(field === 'destination_number' ? number : stop)),
  );
}

test('the file is read as it stands there', () => {
  expect(extensions.map(({ name }) => name)).toEqual(['belwacht-outgoing', 'belwacht-abroad']);
  expect(extensions.every(({ conditions }) => conditions.length === 2)).toBe(true);
  expect([...globals.values()].every((value) => value.length > 0)).toBe(true);
  // The plus and the bars are those of expressions, no character of XML.
  expect(/[<>&]/.test([...globals.values()].join(''))).toBe(false);
});

test.each([
  ['abroad', '00220700123', true],
  ['abroad', '+220700123', true],
  ['abroad', '000220700123', true],
  ['abroad', '00-220 700.123', true],
  ['abroad', 'tel:+220700123', true],
  ['abroad', '0201234567', false],
  ['abroad', '0031201234567', false],
  ['abroad', '00031201234567', false],
  ['abroad', '+31 20 1234567', false],
  ['abroad', '00-31-201234567', false],
  ['abroad', '1002', false],
  ['outgoing', '0201234567', true],
  ['outgoing', '0031201234567', true],
  ['outgoing', '09001234567', true],
  ['abroad-outgoing', '00220700123', true],
  ['', '00220700123', false],
])('with the stop “%s” %s is refused: %s', (stop, number, refused) => {
  expect(isRefused(stop, number)).toBe(refused);
});

test('no emergency number of any country is refused, however it is written', () => {
  const spellings = [...emergencyNumbers('')].flatMap((number) => [
    ...['', '0', '9', '00', '+', '000'].map((before) => before + number),
    number.split('').join('-'),
    `${number};phone-context=x`,
  ]);
  spellings.push(...[...emergencyNumbers('NL')].flatMap((number) => ['+31', '0031', '00310'].map((at) => at + number)));
  expect(spellings.length).toBeGreaterThan(1_000);
  expect(spellings.filter((number) => isRefused('abroad-outgoing', number))).toEqual([]);
});
