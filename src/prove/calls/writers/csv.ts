import type { SimCalendar } from '../calendar.ts';
import type { SimCall } from '../sim-call.ts';
import type { CdrWriter } from './cdr-writer.ts';
import { hoursOf, wallClock } from './written-time.ts';

const outcomes: Readonly<Record<SimCall['outcome'], string>> = {
  answered: 'Beantwoord',
  'no-answer': 'Geen gehoor',
  busy: 'Bezet',
  failed: 'Mislukt',
  cancelled: 'Afgebroken',
};
const directions = { out: 'Uit', forward: 'Uit', in: 'In', internal: 'Intern' };

const mapping = `# How calls.csv is read: ./belwacht replay --format csv --mapping mapping.yaml
delimiter: ";"
time: DD-MM-YYYY HH:mm:ss
columns:
  id: Kenmerk
  start: [Datum, Tijd]
  from: Van
  to: Naar
  account: Toestel
  accountCode: Klant
  direction: Richting
  duration: Duur
  billable: Gesprek
  outcome: Afloop
outcomes: { Afgebroken: cancelled }
directions: { Uit: out, In: in, Intern: internal }
`;

/** A CSV file as a Dutch carrier's portal gives it, with the mapping that reads it. */
export function csvWriter(calendar: SimCalendar): CdrWriter {
  const wall = wallClock((time) => calendar.wall(time));
  let calls = 0;
  return {
    format: 'csv',
    file: 'calls.csv',
    header: 'Kenmerk;Datum;Tijd;Van;Naar;Toestel;Klant;Richting;Duur;Gesprek;Afloop\n',
    besides: { 'mapping.yaml': mapping },
    write(call, lines) {
      const { account, customer, kind, start, answer, end, outcome } = call;
      const id = `G${String(++calls).padStart(8, '0')}`;
      const at = wall(start);
      const date = `${at.slice(8, 10)}-${at.slice(5, 7)}-${at.slice(0, 4)}`;
      const outside = kind === 'in' ? call.number : call.caller;
      const from =
        kind === 'out' || kind === 'internal' ? `+${account.did}` : outside === '' ? 'anoniem' : `+${outside}`;
      const to = kind === 'in' ? `+${call.dialled}` : call.dialled;
      lines.push({
        at: end,
        text: `${id};${date};${at.slice(11)};${from};${to};${account.name};${customer.slug};${directions[kind]};${hoursOf(end - start, 1)};${answer ? (end - answer) / 1_000 : 0};${outcomes[outcome]}\n`,
      });
      return id;
    },
    payer: ({ account }) => account.name,
    identifiers: ({ slug, accounts }) => [
      ['accountcode', slug],
      ...[...new Set(accounts.map(({ name }) => name))].map((name) => ['account', name] as const),
    ],
  };
}
