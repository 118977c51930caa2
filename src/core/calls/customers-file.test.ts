import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultDialPlan } from '../phone/dial-plan.ts';
import { readCustomerNumber } from './customer-number.ts';
import { readCustomersFile } from './customers-file.ts';
import { publicHolidays } from './holidays.ts';
import { countryOfZone } from './zone-country.ts';

const header = 'customer,kind,identifier,timezone,opening_hours\n';
const read = (text: string) =>
  readCustomersFile(Buffer.from(text), { timeZone: 'Europe/Amsterdam', years: [2026, 2026] });

describe('readCustomersFile', () => {
  it('makes one customer of its rows', () => {
    const { customers, troubles, rows } = read(
      `${header}Bakker,account,201,Europe/Brussels,Mo-Fr 08:00-18:00\nBakker,number,02 123 45 67,,\nSlager,trunk,Carrier-1,,24/7\nBakker,address,192.0.2.7:5060,,\n`,
    );
    expect([rows, troubles]).toEqual([4, []]);
    expect(customers).toMatchObject([
      {
        ...{ id: 'Bakker', timeZone: 'Europe/Brussels', country: 'BE', mode: 'report-only' },
        identifiers: [
          { kind: 'account', value: '201' },
          { kind: 'number', value: '3221234567' },
          { kind: 'address', value: '192.0.2.7' },
        ],
      },
      { id: 'Slager', timeZone: 'Europe/Amsterdam', country: 'NL', opening: { open: [[0, 10_080]] }, closedDays: [] },
    ]);
    expect(customers[0].closedDays).toEqual(publicHolidays('BE', 2026));
  });

  it.each([
    ['another order and more columns', 'note,Opening hours,Identifier,KIND,Customer\nx,,201,Account,Bakker\n'],
    [
      'semicolons, byte order mark, CR LF and quotes',
      '\ufeffcustomer;kind;identifier;timezone;opening_hours\r\n"Bakker";account;"201";;\r\n',
    ],
    ['tabs', 'customer\tkind\tidentifier\ttimezone\topening_hours\nBakker\taccount\t201\t\t\n'],
    ['hours with commas and no quotes', `${header}Bakker,account,201,,mon,tue 09:00-17:00\n`],
  ])('reads %s', (_what, text) => {
    const { customers, troubles } = read(text);
    expect(troubles).toEqual([]);
    expect(customers).toMatchObject([{ id: 'Bakker', identifiers: [{ kind: 'account', value: '201' }] }]);
  });

  it('takes accounts and trunks as dial plans write them', () => {
    const { customers } = read(
      `${header}A,account,PJSIP/201,,\nA,account,sip:202@pbx.example,,\nA,trunk,SIP/carrier,,\nA,accountcode,SIP/x,,\n`,
    );
    expect(customers[0].identifiers.map(({ value }) => value)).toEqual(['201', '202', 'carrier', 'SIP/x']);
  });

  it('reads how a customer dials, before or after what it is known by', () => {
    const { customers, troubles } = read(
      `${header}A,number,123 45 67,,\nA,outside_line,0,,\nA,outside line,9,,\nA,area_code,020,,\nA,carrier-prefix,16 50,,\nA,outside_line,0,,\nB,Netnummer,10,,\nB,buitenlijn,0,,\n`,
    );
    expect(troubles).toEqual([]);
    expect(customers).toMatchObject([
      {
        plan: { outsideLine: ['0', '9'], areaCode: '20', carrierPrefixes: ['1650'], nationalPrefix: '0' },
        identifiers: [{ kind: 'number', value: '31201234567' }],
      },
      { plan: { outsideLine: ['0'], areaCode: '10' }, identifiers: [] },
    ]);
    const broken = read(
      `${header}A,outside_line,zero,,\nA,area_code,,,\nA,area_code,1234567,,\nA,carrier_prefix,1,,\nA,area_code,020,,\nA,area_code,010,,\n`,
    );
    expect(broken.refused).toBe(4);
    expect(broken.troubles.map(({ line, refused, message }) => [line, refused, message])).toEqual([
      [2, true, '“zero” is no outside line; write 0 or 9'],
      [3, true, 'the identifier is missing'],
      [4, true, '“1234567” is no area code; write 020 for instance'],
      [5, true, '“1” is no prefix of a carrier; write 1650 for instance'],
      [7, false, 'A has area code 020 by an earlier line; 010 is left out'],
    ]);
    expect(broken.customers[0].plan.areaCode).toBe('20');
  });

  it('says whose numbers lie among those of another', () => {
    const { troubles } = read(
      `${header}A,number,0201234500-99,,\nB,number,0201234510,,\nC,number,0201234590-0201234689,,\nD,number,0301234567,,\nA,number,0201234520,,\n`,
    );
    expect(troubles.map(({ message }) => message)).toEqual([
      "number 31201234510 of B lies in 31201234500-31201234599 of A: what is in both is B's",
      "number 31201234590-31201234689 of C lies in 31201234500-31201234599 of A: what is in both is nobody's",
    ]);
  });

  it('refuses a broken row with its line, and keeps the rest', () => {
    const { customers, refused, troubles } = read(
      `${header},account,1,,\nA,acount,1,,\nA,account,,,\nA,address,300.1.1.1,,\nA,number,hello,,\nA,account,"1,,\nA,account,7,,\n`,
    );
    expect(customers.map(({ identifiers }) => identifiers)).toEqual([[{ kind: 'account', value: '7' }]]);
    expect(refused).toBe(6);
    expect(troubles.map(({ line, refused: out }) => [line, out])).toEqual(
      [2, 3, 4, 5, 6, 7].map((line) => [line, true]),
    );
  });

  it('says what it leaves out of a row that holds', () => {
    const { customers, refused, troubles } = read(
      `${header}A,account,1,Mars/Phobos,when we like\nB,account,1,,\nA,account,2,Europe/Paris,Mo 9-10\nA,account,3,Asia/Tokyo,Tu 9-10\n`,
    );
    expect([customers.length, refused]).toEqual([2, 0]);
    expect(customers[0]).toMatchObject({ timeZone: 'Europe/Paris', opening: { open: [[540, 600]] } });
    expect(troubles.map(({ line }) => line)).toEqual([0, 2, 2, 5, 5]);
    expect(troubles[0].message).toContain('both A and B');
  });

  it('says what a header must have', () => {
    expect(read('Bakker,account,201,,\n')).toMatchObject({ customers: [], refused: 1 });
    expect(read('').troubles).toMatchObject([{ line: 1, refused: true }]);
  });

  it('never throws, and gives only zones that exist', () => {
    const cell = fc.oneof(
      fc.constantFrom(
        'account',
        'number',
        'address',
        'Bakker',
        '201',
        '"',
        ';',
        ',',
        '\n',
        'Mo-Fr 8-17',
        'UTC',
        '__proto__',
      ),
      fc.string({ unit: 'binary', maxLength: 12 }),
    );
    fc.assert(
      fc.property(fc.array(fc.array(cell, { maxLength: 7 }), { maxLength: 8 }), (lines) => {
        const { customers } = read(header + lines.map((cells) => cells.join(',')).join('\n'));
        for (const { timeZone } of customers) expect(() => new Intl.DateTimeFormat('en', { timeZone })).not.toThrow();
      }),
    );
  });
});

describe('readCustomerNumber', () => {
  const plan = defaultDialPlan('NL');
  it.each<readonly [text: string, value: string | undefined]>([
    ...['0201234567', '+31 20 123 45 67', '0031201234567', '31201234567', '020-1234567', '(020) 123-4567'].map(
      (text) => [text, '31201234567'] as const,
    ),
    ['0201234500-0201234599', '31201234500-31201234599'],
    ['+31201234500 t/m +31201234599', '31201234500-31201234599'],
    ['020 1234500-99', '31201234500-31201234599'],
    ['+3120123*', '31201230000-31201239999'],
    ['020 12345xx', '31201234500-31201234599'],
    ['020 12345xxx', undefined],
    ['0201234xxx', '31201234000-31201234999'],
    ['0201234599-0201234500', undefined],
    ['hello', undefined],
  ])('reads %s as %s', (text, value) => {
    const found = readCustomerNumber(text, plan);
    if (value === undefined) expect(found.ok).toBe(false);
    else expect(found).toEqual({ ok: true, value: [{ kind: 'number', value }] });
  });

  it('makes a range of each length where numbers differ in length', () => {
    const found = readCustomerNumber('+49301234*', plan);
    if (!found.ok) throw new Error(found.reason);
    for (const { value } of found.value) expect(value).toMatch(/^49301234(0*)-49301234(9*)$/);
    expect(found.value.length).toBeGreaterThan(3);
  });

  it('takes an extension for an account', () => {
    expect(readCustomerNumber('201', plan)).toEqual({ ok: true, value: [{ kind: 'account', value: '201' }] });
  });
});

describe('countryOfZone and publicHolidays', () => {
  it('tells the country of a zone', () => {
    const zones = ['Europe/Amsterdam', 'Europe/Brussels', 'America/New_York', 'UTC', 'nowhere'];
    expect(zones.map(countryOfZone)).toEqual(['NL', 'BE', 'US', '', '']);
  });

  it('knows the days', () => {
    expect(publicHolidays('NL', 2026)).toEqual(
      ['01-01', '04-05', '04-06', '04-27', '05-14', '05-24', '05-25', '12-25', '12-26'].map((day) => `2026-${day}`),
    );
    // King's Day falls on a Sunday; Liberation Day every fifth year.
    expect(publicHolidays('NL', 2025)).toContain('2025-04-26');
    expect(publicHolidays('NL', 2025)).toContain('2025-05-05');
    expect(publicHolidays('DE', 2024)).toContain('2024-03-29');
    expect(publicHolidays('FR', 2026)).toEqual([]);
  });
});
