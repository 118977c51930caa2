import { UsageError } from '../../../core/command.ts';
import type { Client } from '../../client.ts';
import { readDuration } from '../../duration.ts';
import { printTable } from '../../print.ts';
import { incidentId, instantOf, named } from './named.ts';

type Values = Readonly<Record<string, unknown>>;
type Act = (client: Client, words: readonly string[], values: Values) => Promise<number>;

/** What of the answers is shown. */
interface Text {
  readonly en: string;
}
interface Shift {
  readonly from: string;
  readonly until: string;
  readonly personName: string;
  readonly because: string;
  readonly sourceName: string;
}
interface Roster {
  readonly id: string;
  readonly name: string;
  readonly zone: string;
  readonly now: Shift;
  readonly until: string | null;
  readonly next: Shift | null;
  readonly warnings: readonly Text[];
}
interface Escalation {
  readonly phase: string;
  readonly policyName: string;
  readonly startedAt: string;
  readonly asks: readonly {
    readonly personName: string;
    readonly channel: string;
    readonly step: number;
    readonly state: string;
    readonly dueAt: string;
    readonly attempts: number;
    readonly atRisk: readonly string[];
    readonly detail: string;
  }[];
  readonly answers: readonly {
    readonly at: string;
    readonly byName: string;
    readonly kind: string;
    readonly way: string;
  }[];
}
interface Person {
  readonly id: string;
  readonly name: string;
  readonly ways: readonly { readonly id: string; readonly channel: string; readonly address: string }[];
}
interface Delivery {
  readonly createdAt: string;
  readonly kind: string;
  readonly personName: string;
  readonly channel: string;
  readonly address: string;
  readonly state: string;
  readonly attempts: number;
  readonly subject: string;
  readonly error: string;
}
interface Channel {
  readonly channel: string;
  readonly ready: boolean;
  readonly detail: Text;
  readonly waiting: number;
  readonly failedLastDay: number;
}

const at = '/api/v1/on-call';
const rosters = (client: Client) => client.ask<Roster[]>('GET', `${at}/rosters`);
const people = (client: Client) => client.ask<{ id: string; name: string }[]>('GET', `${at}/people`);
const line = (text: string) => process.stdout.write(`${text}\n`);

/** A list, one JSON object a line or as a table. */
function show<T>(values: Values, items: readonly T[], header: readonly string[], row: (item: T) => readonly string[]) {
  if (values.json) for (const item of items) line(JSON.stringify(item));
  else if (items.length === 0) line('nothing');
  else printTable(header, items.map(row));
}

async function shiftsOf(client: Client, roster: string, from: string, seconds: number): Promise<readonly Shift[]> {
  const until = new Date(Date.parse(from) + seconds * 1000).toISOString();
  const query = `from=${encodeURIComponent(from)}&until=${encodeURIComponent(until)}`;
  return (await client.ask<{ shifts: Shift[] }>('GET', `${at}/rosters/${encodeURIComponent(roster)}/shifts?${query}`))
    .shifts;
}

async function answer(client: Client, [incident]: readonly string[], values: Values, act: string): Promise<number> {
  const id = await incidentId(client, incident);
  if (!values.person) throw new UsageError('say who: --person NAME');
  const person = named(await people(client), String(values.person), 'person');
  const path = `/api/v1/incidents/${encodeURIComponent(id)}/${act}`;
  const { sentence } = await client.ask<{ sentence: Text }>('POST', path, { person: person.id });
  line(sentence.en);
  return 0;
}

/** `./belwacht on-call …`, by name. */
export const onCallActs: Readonly<Record<string, Act>> = {
  async who(client, _words, values) {
    const found = [];
    for (const { id, name, now, until } of await rosters(client)) {
      if (values.at === undefined) found.push({ ...now, roster: name, until: until ?? '' });
      else found.push({ ...(await shiftsOf(client, id, instantOf(values.at, 0), 60))[0]!, roster: name });
    }
    show(values, found, ['ROSTER', 'ON CALL', 'UNTIL', 'BECAUSE'], (shift) => [
      ...[shift.roster, shift.personName || 'NOBODY', values.at === undefined ? shift.until : ''],
      `${shift.because} ${shift.sourceName}`,
    ]);
    return found.some(({ personName }) => personName === '') ? 1 : 0;
  },

  async rosters(client, _words, values) {
    const all = await rosters(client);
    show(values, all, ['ID', 'NAME', 'ZONE', 'NOW', 'NEXT'], ({ id, name, zone, now, next, until }) => [
      ...[id, name, zone, now.personName || 'NOBODY'],
      next ? `${next.personName || 'NOBODY'} from ${until}` : '',
    ]);
    if (!values.json) for (const { name, warnings } of all) for (const { en } of warnings) line(`${name}: ${en}`);
    return 0;
  },

  async shifts(client, [word], values) {
    const roster = named(await rosters(client), word, 'roster');
    const from = instantOf(values.from, Date.now());
    const shifts = await shiftsOf(client, roster.id, from, readDuration(String(values.for ?? '4w')));
    show(values, shifts, ['FROM', 'UNTIL', 'ON CALL', 'BECAUSE'], (shift) => [
      ...[shift.from, shift.until, shift.personName || 'NOBODY', `${shift.because} ${shift.sourceName}`],
    ]);
    return 0;
  },

  async override(client, [word, who], values) {
    const roster = named(await rosters(client), word, 'roster');
    const person = named(await people(client), who, 'person');
    if (!values.for) throw new UsageError('say for how long: --for 8h');
    const from = instantOf(values.from, Date.now());
    const until = new Date(Date.parse(from) + readDuration(String(values.for)) * 1000).toISOString();
    const note = String(values.note ?? '');
    await client.ask('POST', `${at}/rosters/${encodeURIComponent(roster.id)}/overrides`, {
      ...{ person: person.id, from, until, note },
    });
    line(`${person.name} is on call in ${roster.name} from ${from} until ${until}`);
    return 0;
  },

  ack: (client, words, values) => answer(client, words, values, 'acknowledge'),
  decline: (client, words, values) => answer(client, words, values, 'decline'),

  async asked(client, [incident], values) {
    const id = await incidentId(client, incident);
    const runs = await client.ask<Escalation[]>('GET', `/api/v1/incidents/${encodeURIComponent(id)}/escalations`);
    if (values.json) for (const run of runs) line(JSON.stringify(run));
    else if (runs.length === 0) line('nobody was asked');
    for (const { phase, policyName, startedAt, asks, answers } of values.json ? [] : runs) {
      line(`${policyName}, begun ${startedAt}: ${phase}`);
      for (const each of answers) line(`  ${each.at} ${each.byName} ${each.kind} (${each.way})`);
      if (asks.length > 0)
        printTable(
          ['STEP', 'PERSON', 'BY', 'DUE', 'STATE', 'TRIES', 'DETAIL'],
          asks.map((ask) => [
            ...[String(ask.step + 1), ask.personName, ask.channel, ask.dueAt, ask.state, String(ask.attempts)],
            [ask.atRisk.length > 0 ? `depends on ${ask.atRisk.join(', ')}` : '', ask.detail].filter(Boolean).join('; '),
          ]),
        );
    }
    return 0;
  },

  async escalate(client, [incident], values) {
    const id = await incidentId(client, incident);
    const policy = String(values.policy ?? '');
    const [run] = await client.ask<Escalation[]>('POST', `/api/v1/incidents/${encodeURIComponent(id)}/escalate`, {
      policy,
    });
    line(`${run!.policyName}: ${run!.asks.length} ${run!.asks.length === 1 ? 'message' : 'messages'} planned`);
    return 0;
  },

  async say(client, [incident, to, ...text], values) {
    const id = await incidentId(client, incident);
    if (!to || text.length === 0) throw new UsageError('say to whom, and what');
    const body = {
      to,
      message: text.join(' '),
      subject: String(values.subject ?? ''),
      channel: String(values.channel ?? ''),
    };
    const { sentence } = await client.ask<{ sentence: Text }>(
      'POST',
      `/api/v1/incidents/${encodeURIComponent(id)}/messages`,
      body,
    );
    line(sentence.en);
    return 0;
  },

  async test(client, [word, way], values) {
    const { id } = named(await people(client), word, 'person');
    const path = `${at}/people/${encodeURIComponent(id)}`;
    const { ways } = await client.ask<Person>('GET', path);
    const wanted = way === undefined ? ways : ways.filter((each) => each.id === way);
    if (wanted.length === 0) throw new UsageError(way ? `there is no way '${way}'` : 'there is no way to reach them');
    const tried = [];
    for (const { id: each, channel, address } of wanted)
      tried.push({
        ...{ way: each, channel, address },
        ...(await client.ask<{ ok: boolean; error: string }>('POST', `${path}/test`, { way: each })),
      });
    show(values, tried, ['WAY', 'BY', 'ADDRESS', 'RESULT'], (each) => [
      ...[each.way, each.channel, each.address, each.ok ? 'taken' : each.error],
    ]);
    return tried.every(({ ok }) => ok) ? 0 : 1;
  },

  async deliveries(client, _words, values) {
    const query = new URLSearchParams();
    if (values.state) query.set('state', String(values.state));
    if (values.incident) query.set('incident', await incidentId(client, String(values.incident)));
    const all: Delivery[] = [];
    for await (const each of client.pages<Delivery>(`${at}/deliveries${query.size > 0 ? `?${query}` : ''}`))
      all.push(each);
    show(values, all, ['SINCE', 'TO', 'BY', 'STATE', 'TRIES', 'SUBJECT', 'ERROR'], (each) => [
      ...[each.createdAt, each.personName || each.address, each.channel, each.state, String(each.attempts)],
      ...[each.subject, each.error],
    ]);
    return 0;
  },

  async channels(client, _words, values) {
    const all = await client.ask<Channel[]>('GET', `${at}/channels`);
    show(values, all, ['CHANNEL', 'READY', 'WAITING', 'FAILED (24 h)', 'THROUGH'], (each) => [
      ...[each.channel, each.ready ? 'yes' : 'no', String(each.waiting), String(each.failedLastDay), each.detail.en],
    ]);
    return 0;
  },
};
