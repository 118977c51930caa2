import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDecimal } from './decimal.ts';
import { readDeckDate } from './deck-date.ts';
import { type DeckOptions, RateDeckReader } from './deck-reader.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const at = Date.UTC(2026, 2, 1, 12);

function read(text: string, options?: DeckOptions, size = 7) {
  const reader = new RateDeckReader(options);
  const all = bytes(text);
  for (let i = 0; i < all.length; i += size) reader.push(all.subarray(i, i + size));
  return reader.end();
}

const header = 'prefix,name,eur_per_minute,setup_eur,minimum_s,increment_s\n';

describe('rate deck', () => {
  it('is read as the contract has it', () => {
    const { deck, lines, taken, troubles } = read(
      `${header}220,Gambia,0.75,0.1,60,60\n2207,"Gambia, mobile",0.9,,1,1\n31,Nederland,0.02,0,0,1\n`,
    );
    expect([lines, taken, troubles]).toEqual([3, 3, []]);
    const entry = deck.find('2207123456', at);
    expect([deck.name(entry), deck.prefix(entry)]).toEqual(['Gambia, mobile', '2207']);
    expect(deck.rate(entry)).toEqual({ perMinute: 900_000, setup: 0, minimum: 1, increment: 1, estimate: false });
    expect(deck.rateFor('2203123456', at)).toEqual({
      perMinute: 750_000,
      setup: 100_000,
      minimum: 60,
      increment: 60,
      estimate: false,
    });
    expect(deck.find('49301234', at)).toBe(-1);
    expect(deck.find('', at)).toBe(-1);
  });

  it.each<[string, string, DeckOptions | undefined]>([
    [
      'a byte order mark, semicolons, decimal commas, CRLF',
      '\ufeffprefix;name;eur_per_minute;setup_eur;minimum_s;increment_s\r\n220;Gambia;0,75;0,10;60;60\r\n',
      undefined,
    ],
    ['no header', '220,Gambia,0.75,0.10,60,60', undefined],
    [
      'tabs, a plus, one column for both intervals',
      'Dial Code\tDestination\tRate (EUR)\tConnection Fee\tBilling Increment\n+220\tGambia\t€ 0.75\t0.10\t60/60\n',
      undefined,
    ],
    [
      'a country code and area codes apart',
      'Country Code,Area Code,Description,Price per Minute,Setup,Min. Duration,Next Interval\n2,"20",Gambia,"0,75",0.1,60,60\n',
      undefined,
    ],
    [
      'another currency per line',
      'code,currency,rate,setup fee,first interval,next interval\n220,USD,1.5,0.2,60,60\n',
      { currencies: new Map([['USD', 500_000]]) },
    ],
    [
      'another currency in the header',
      'Prefix|USD per minute|Setup|Minimum|Increment\n00220|1.5|0.2|60|60\n',
      { currencies: new Map([['USD', 500_000]]) },
    ],
    [
      'headers of one’s own, and a header over two lines',
      '"Cijfers\nvooraf",Duur in EUR,Start,Min,Stap\n220,0.75,0.1,60,60\n',
      { columns: { prefix: 'Cijfers vooraf', price: 'duur in eur', setup: 'start', increment: 'stap' } },
    ],
    [
      'sep=, comments and empty lines',
      'sep=;\n# rates of March\n\nprefix;rate;setup;min;increment\n;;;;\n220;0,75;0,1;60;60\n',
      undefined,
    ],
    [
      'Dutch',
      'Kengetal;Bestemming;Tarief per minuut;Starttarief;Minimale duur;Afronding\n220;Gambia;0,75;0,10;60;60\n',
      undefined,
    ],
  ])('%s', (_, text, options) => {
    const { deck, troubles } = read(text, options);
    expect(troubles).toEqual([]);
    expect(deck.rateFor('2203123456', at)).toEqual({
      perMinute: 750_000,
      setup: 100_000,
      minimum: 60,
      increment: 60,
      estimate: false,
    });
  });

  it('says line, column and what to write of what it cannot read, and takes the rest', () => {
    const { deck, lines, taken, refused, troubles } = read(
      `${header}220,Gambia,free,,,\nabc,X,1,,,\n31,NL,0.02,0,0,1\n32,BE,0.02,x,,\n33,FR,0.02,,-1,\n34,ES,0.02,,,0\n41,"CH,0.02\n42,X,-1,,,\n`,
    );
    expect([lines, taken, refused]).toEqual([8, 1, 7]);
    expect(deck.prefixes).toBe(1);
    expect(troubles.map(({ line, column, value, reason }) => [line, column, value, reason])).toEqual([
      [2, 'eur_per_minute', 'free', 'bad-price'],
      [3, 'prefix', 'abc', 'bad-prefix'],
      [5, 'setup_eur', 'x', 'bad-setup'],
      [6, 'minimum_s', '-1', 'bad-minimum'],
      [7, 'increment_s', '0', 'bad-increment'],
      [8, '', '41,"CH,0.02', 'open-quote'],
      [9, 'eur_per_minute', '-1', 'bad-price'],
    ]);
    for (const { message } of troubles) expect(message.en && message.nl).toBeTruthy();
  });

  it.each([
    ['', 'no-header'],
    ['a,b,c\n1,2,3\n', 'no-header'],
    ['\u0050\u004b\u0003\u0004', 'encoding'],
    ['prefix,rate,currency\n220,1,GMD\n', 'unknown-currency'],
    ['prefix,rate,valid_from\n220,1,03/04/2026\n', 'bad-date'],
    ['prefix,rate,valid_from,valid_until\n220,1,2026-03-02,2026-03-01\n', 'backward-dates'],
    [`${header}${'1'.repeat(70_000)}\n`, 'too-long'],
  ])('refuses %j', (text, reason) => {
    const { deck, taken, troubles } = read(text, undefined, 10_000);
    expect([deck.prefixes, taken, troubles[0]?.reason]).toEqual([0, 0, reason]);
  });

  it('keeps to its room', () => {
    expect(read(`${header}31,NL,1,,,\n32,BE,1,,,\n33,FR,1,,,\n`, { most: 2 })).toMatchObject({ taken: 2, refused: 1 });
  });

  it('knows from when until when a rate holds', () => {
    const { deck, troubles, replaced } = read(
      'prefix,rate,valid from,valid until\n220,1,2026-01-01,2026-02-28\n220,2,2026-03-01,\n2207,3,2026-06-01,\n22,9,,\n2207,4,2026-06-01,\n',
    );
    expect([troubles, replaced, deck.prefixes, deck.entries]).toEqual([[], 1, 3, 4]);
    const price = (number: string, when: string) => deck.rateFor(number, Date.parse(when))?.perMinute;
    expect(price('2203', '2025-12-31T23:59:59Z')).toBe(9_000_000);
    expect(price('2203', '2026-01-01T00:00:00Z')).toBe(1_000_000);
    expect(price('2203', '2026-02-28T23:59:59Z')).toBe(1_000_000);
    expect(price('2203', '2026-03-01T00:00:00Z')).toBe(2_000_000);
    expect(price('2207', '2026-03-01T00:00:00Z')).toBe(2_000_000);
    expect(price('2207', '2026-06-01T00:00:00Z')).toBe(4_000_000);
    expect(deck.prefix(deck.find('2207', Date.parse('2026-06-02')))).toBe('2207');
  });

  it('takes lists and ranges of prefixes', () => {
    const { deck } = read('prefix;rate\n31610-31612,31620;1\n1-876;2\n');
    expect(deck.prefixes).toBe(5);
    expect(deck.rateFor('31611', at)?.perMinute).toBe(1_000_000);
    expect(deck.rateFor('31613', at)).toBe(undefined);
    expect(deck.rateFor('18765551234', at)?.perMinute).toBe(2_000_000);
  });

  it('is the same in whatever order and pieces its lines come', () => {
    const line = fc.record({
      prefix: fc.string({ unit: fc.constantFrom(...'12'), minLength: 1, maxLength: 6 }),
      rate: fc.integer({ min: 0, max: 9_999_999 }),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(line, { selector: ({ prefix }) => prefix, maxLength: 30 }),
        fc.integer({ min: 1, max: 40 }),
        fc.string({ unit: fc.constantFrom(...'12'), minLength: 1, maxLength: 9 }),
        (rows, size, number) => {
          const text = rows
            .map(({ prefix, rate }) => `${prefix},"n ""${prefix}""",${(rate / 1e6).toFixed(6)}`)
            .join('\n');
          const { deck } = read(`prefix,name,rate\n${text}`, undefined, size);
          const best = rows
            .filter(({ prefix }) => number.startsWith(prefix))
            .sort((a, b) => b.prefix.length - a.prefix.length)[0];
          const entry = deck.find(number, at);
          expect(entry < 0 ? undefined : [deck.rate(entry).perMinute, deck.name(entry)]).toEqual(
            best && [best.rate, `n "${best.prefix}"`],
          );
        },
      ),
    );
  });

  it('survives any bytes', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(fc.uint8Array(), fc.constantFrom(bytes(header), bytes('31,"'), bytes('\n'), bytes('220,x,1,,,\n'))),
        ),
        (pieces) => {
          const reader = new RateDeckReader();
          for (const piece of pieces) reader.push(piece);
          const { lines, taken, refused } = reader.end();
          expect(taken + refused).toBeGreaterThanOrEqual(lines);
        },
      ),
    );
  });
});

describe('prices and days', () => {
  it.each<[string, number | undefined]>([
    ['0.05', 50_000],
    ['0,05', 50_000],
    ['.05', 50_000],
    ['5', 5_000_000],
    ['1.234,50', 1_234_500_000],
    ['1,234.50', 1_234_500_000],
    ['€ 0,05', 50_000],
    ['0.05 EUR', 50_000],
    ['5e-2', 50_000],
    ['1.5E-3', 1_500],
    ['0.00000049', 0],
    ['0.0000005', 1],
    ['1.234.567', 1_234_567_000_000],
    ['0.1234567', 123_457],
    ['', undefined],
    ['-1', undefined],
    ['1-', undefined],
    ['free', undefined],
    ['1.2.3,4,5', undefined],
    ['99999999999', undefined],
    ['NaN', undefined],
  ])('%s is %s', (text, micro) => {
    expect(readDecimal(text)?.micro).toBe(micro);
  });

  it.each<[string, string | undefined]>([
    ['2026-03-01', '2026-03-01T00:00:00.000Z'],
    ['20260301', '2026-03-01T00:00:00.000Z'],
    ['01-03-2026', '2026-03-01T00:00:00.000Z'],
    ['1.3.2026', '2026-03-01T00:00:00.000Z'],
    ['31/01/2026', '2026-01-31T00:00:00.000Z'],
    ['01/31/2026', '2026-01-31T00:00:00.000Z'],
    ['2026-03-01 08:30', '2026-03-01T08:30:00.000Z'],
    ['2026-03-01T08:30:15Z', '2026-03-01T08:30:15.000Z'],
    ['03/04/2026', undefined],
    ['2026-02-30', undefined],
    ['2026-13-01', undefined],
    ['soon', undefined],
    ['2026-03-01 25:00', undefined],
  ])('%s is %s', (text, iso) => {
    const read = readDeckDate(text);
    expect(read && new Date(read.at).toISOString()).toBe(iso);
  });
});
