import fc from 'fast-check';
import { expect, test } from 'vitest';
import { columns } from './columns.ts';
import { idOf, PlanBuilder } from './plan-builder.ts';
import { readCsv } from './read-csv.ts';
import { importTemplate } from './template.ts';

async function read(bytes: Buffer | string): Promise<PlanBuilder> {
  const builder = new PlanBuilder();
  for await (const record of readCsv(Buffer.from(bytes as string), () => {})) {
    if (record.ok) builder.add(record.value);
    else builder.trouble(record.reason);
    if (builder.isHopeless) break;
  }
  return builder;
}

const places = ({ troubles }: PlanBuilder) => troubles.map(({ line, column }) => [line, column]);

test('the template of both languages is read without trouble, and means the same', async () => {
  const [nl, en] = [await read(importTemplate('nl')), await read(importTemplate('en'))];
  expect([nl.troubles, en.troubles]).toEqual([[], []]);
  const plan = nl.plan();
  expect(plan.customers).toMatchObject([
    { id: 'bakkerij-de-vries', form: { name: 'Bakkerij De Vries', reference: 'K-10042', language: 'nl' } },
  ]);
  expect(plan.networks.map(({ values }) => values.cidr)).toEqual(['198.51.100.0/29', '2001:db8:17::/48']);
  expect(plan.numbers.map(({ values }) => values)).toEqual([
    { first: '+31201234500', last: '+31201234599' },
    { first: '+31881234567', last: '+31881234567' },
  ]);
  expect(plan.assets.map(({ values }) => [values.kind, values.addresses])).toEqual([
    ['trunk', ['203.0.113.10']],
    ['pbx', ['198.51.100.2']],
  ]);
  expect(en.plan().numbers.map(({ values }) => values)).toEqual(plan.numbers.map(({ values }) => values));
});

test('separators, quotes, line ends, tabs and a mark at the start are all read; lines are those of the file', async () => {
  const semicolon = await read('\ufeffklant;naam;notities\r\na;"A; Beheer";"een\r\ntwee"\r\n\r\nB!;B;\r\n');
  expect(semicolon.plan().customers).toMatchObject([{ id: 'a', form: { name: 'A; Beheer', notes: 'een\r\ntwee' } }]);
  expect(places(semicolon)).toEqual([[5, 'klant']]);
  for (const separator of [',', ';', '\t']) {
    const { troubles, plan } = await read(`customer${separator}name\na${separator}A\n`).then((builder) => ({
      troubles: builder.troubles,
      plan: builder.plan(),
    }));
    expect([troubles, plan.customers[0].form.name]).toEqual([[], 'A']);
  }
});

test('what is not UTF-8 is refused with the byte where it begins', async () => {
  const latin = await read(Buffer.concat([Buffer.from('naam\nCaf'), Buffer.from([0xe9]), Buffer.from('\n')]));
  expect(latin.troubles[0]).toMatchObject({ line: 2, message: { en: expect.stringContaining('At byte 9 ') } });
  for (const [bytes, words] of [
    [Buffer.from('\ufeffnaam\nA\n', 'utf16le'), 'UTF-16'],
    [Buffer.from([0x50, 0x4b, 3, 4, 20, 0]), 'workbook'],
    [Buffer.from('naam\nA\0B\n'), 'NUL'],
  ] as const) {
    expect((await read(bytes)).troubles[0].message.en).toContain(words);
  }
});

test('an invalid byte anywhere is found where it is', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      async (before, after) => {
        const clean = `naam\n${before.replaceAll('\0', '')}`;
        const builder = await read(Buffer.concat([Buffer.from(clean), Buffer.from([0xff]), Buffer.from(after)]));
        expect(builder.troubles[0].message.en).toContain(`At byte ${Buffer.byteLength(clean) + 1} `);
      },
    ),
    { seed: 4711, numRuns: 100 },
  );
});

test('each wrong cell is told with its line, its column and what to write instead', async () => {
  const builder = await read(
    [
      'klant;naam;e-mail;telefoon;land;locatie;straat;netwerken;nummers;trunk;trunk_kanalen',
      'A B;A;;;;;;;;;',
      'b;B;niet;;;;;;;;',
      'c;C;;;Nederland;;;;;;',
      'd;D;;;;;Straat 1;;;;',
      'e;E;;;;;;300.1.1.1;;;',
      'f;F;;;;;;;020 123 4567;;',
      'g;G;;;;;;;;;dertig',
      'h;H;;;;;;;;;30',
      'i;I;te;veel',
      'import;J;;;;;;;;;',
      ';;;;;;;;;;',
      ';;k@example.nl;;;;;;;;',
    ].join('\n'),
  );
  expect(places(builder)).toEqual([
    [2, 'klant'],
    [3, 'e-mail'],
    [4, 'land'],
    [5, 'straat'],
    [6, 'netwerken'],
    [7, 'nummers'],
    [8, 'trunk_kanalen'],
    [9, 'trunk_kanalen'],
    [10, ''],
    [11, 'klant'],
    [13, ''],
  ]);
  expect(builder.troubles[5].message.en).toContain('+31201234567');
  for (const { message } of builder.troubles) expect(message.nl).not.toBe(message.en);
});

test('lines of one customer go together, and must not contradict each other', async () => {
  const good = await read(
    'klant,naam,locatie,plaats,nummers\na,A,Een,Utrecht,+31201234500\na,,Twee,,+31201234501\na,A,een,Utrecht,\n',
  );
  expect(good.troubles).toEqual([]);
  expect(good.plan().sites.map(({ values }) => values.name)).toHaveLength(2);
  expect(good.plan().numbers.map(({ site }) => site)).toEqual(['Een', 'Twee']);
  const bad = await read('klant,naam,locatie,plaats\na,A,Een,Utrecht\na,B,,\na,A,Een,Breda\n');
  expect(places(bad)).toEqual([
    [3, 'naam'],
    [4, 'plaats'],
  ]);
});

test('unknown and doubled columns stop it, and a quote that never closes is told with its line', async () => {
  expect(places(await read('naam,naam,kleur\nA,A,rood\n'))).toEqual([
    [1, 'naam'],
    [1, 'kleur'],
  ]);
  expect(places(await read('plaats\nUtrecht\n'))).toEqual([[1, '']]);
  const open = await read('naam,plaats\nA,"Utrecht\nB,Breda\n');
  expect(open.troubles).toHaveLength(1);
  expect(open.troubles[0].line).toBe(2);
});

test('no more than 100 troubles are told, and that there are more', async () => {
  const builder = await read(`klant,naam\n${'A B,x\n'.repeat(150)}`);
  expect([builder.troubles.length, builder.moreTroubles]).toEqual([100, true]);
});

test('whatever is in a file, it is read or refused with places in it, and never thrown out', async () => {
  const cell = fc.oneof(
    fc.string(),
    fc.constantFrom(
      '=1+1',
      '"',
      '""',
      '198.51.100.0/24',
      '+31201234500-99',
      "'; drop table tenant; --",
      '../../etc',
      '<script>',
      '\r',
      '\n',
      ';',
      '|',
    ),
  );
  const header = fc.shuffledSubarray(
    columns.map(({ nl }) => nl),
    { minLength: 1 },
  );
  await fc.assert(
    fc.asyncProperty(
      header,
      fc.array(fc.array(cell, { maxLength: 12 }), { maxLength: 12 }),
      fc.constantFrom(',', ';', '\t'),
      async (names, rows, separator) => {
        const text = [names, ...rows].map((row) => row.join(separator)).join('\n');
        const { troubles, lines } = await read(text);
        const count = text.split('\n').length + text.split('\r').length;
        for (const { line, message } of troubles) {
          expect(line).toBeGreaterThanOrEqual(0);
          expect(line).toBeLessThanOrEqual(count);
          expect(message.nl && message.en).toBeTruthy();
        }
        expect(lines).toBeLessThanOrEqual(count);
      },
    ),
    { seed: 20_260_520, numRuns: 300 },
  );
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
      await read(Buffer.from(bytes));
    }),
    { seed: 20_260_521, numRuns: 300 },
  );
});

test('a record that is written is read back as it was', async () => {
  const name = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
    .filter((text) => text.trim() !== '' && !text.includes('\0') && text.isWellFormed());
  await fc.assert(
    fc.asyncProperty(
      fc.array(name, { minLength: 1, maxLength: 8 }),
      fc.constantFrom(',', ';'),
      async (names, separator) => {
        const rows = names.map((text, i) => `c${i}${separator}"${text.replaceAll('"', '""')}"`);
        const builder = await read(`klant${separator}naam\n${rows.join('\n')}\n`);
        expect(builder.troubles).toEqual([]);
        expect(builder.plan().customers.map(({ form }) => form.name)).toEqual(names.map((text) => text.trim()));
      },
    ),
    { seed: 7, numRuns: 200 },
  );
});

test('ids of names', () => {
  expect(idOf('Bakkerij De Vriès & Zn.')).toBe('bakkerij-de-vries-zn');
  expect(idOf('日本')).toBe('');
  expect(idOf('x'.repeat(100))).toHaveLength(63);
});
