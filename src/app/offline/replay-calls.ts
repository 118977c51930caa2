import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { readCustomersFile } from '../../core/calls/customers-file.ts';
import { UsageError } from '../../core/command.ts';
import { type DeckImport, RateDeckReader } from '../../core/rates/deck-reader.ts';
import { unassignedTenant } from '../../core/tenant.ts';
import type { CallRule } from '../../detect/calls/rule.ts';
import type { CdrReason } from '../../ingest/cdr/cdr-format.ts';
import type { CsvMapping } from '../../ingest/cdr/csv/csv-mapping.ts';
import { readCsvMapping } from '../../ingest/cdr/csv/read-csv-mapping.ts';
import { OrderedRecords } from '../../ingest/cdr/ordered-records.ts';
import { readThreeCxFields } from '../../ingest/cdr/three-cx/read-three-cx-fields.ts';
import { createZone } from '../../ingest/line/zone.ts';
import { CallGuard } from '../calls/call-guard.ts';
import { CallFiles } from './call-files.ts';
import { CallLines, euro } from './call-lines.ts';
import { CallPlayer } from './call-player.ts';
import { Unattributed } from './unattributed.ts';
import { UnreadNumbers } from './unread-numbers.ts';

/** What `replay` is asked about calls. */
export interface ReplayCallsOptions {
  readonly paths: readonly string[];
  /** Name of a CDR format, or `auto`. */
  readonly format: string;
  /** Path of a mapping file, of 3CX one with the order of its fields; '' for none. */
  readonly mapping: string;
  readonly customers: string;
  /** Path of the rate deck; '' for estimates alone. */
  readonly rates: string;
  /** IANA zone of times without one, and of customers without one. */
  readonly timezone: string;
  readonly enforce: boolean;
  readonly rules: readonly CallRule[];
  /** Gets sentences for the person at the terminal. */
  readonly say: (text: string) => void;
  readonly onProgress?: (bytes: number, total: number) => void;
}

/** The last line of a replay of calls. Money in euro. */
export interface CallsSummary {
  readonly lines: number;
  readonly records: number;
  readonly calls: number;
  readonly alerts: number;
  readonly refused: number;
  readonly hangups: number;
  readonly malformed: number;
  readonly unattributed: number;
  /** Calls out to numbers of which nobody can tell where they lead. */
  readonly unread_numbers: number;
  readonly cost_eur: number;
  readonly refused_cost_eur: number;
  readonly seconds: number;
}

/** Lines, rows and identifiers of each kind that are shown. */
const mostShown = 10;
/** Lines that are shown of each reason to refuse or doubt them. */
const mostEach = 3;
const doubt = 'its length is not that of its times; the times were taken';

/**
 * Plays call detail records through the call guard as if they happened now, offline: no database, no network, time only from
 * the records, nothing looked at before it happened. Writes one JSON object a line: `refused` and `hangup` as they come, then
 * each `alert`, then the summary. The same files give the same bytes but for the seconds.
 *
 * @throws UsageError, UnknownZoneError, and what reading a file throws, before anything is written.
 */
export function replayCalls(options: ReplayCallsOptions, write: (text: string) => void): CallsSummary {
  const began = performance.now();
  const { say, timezone } = options;
  const zone = createZone(timezone);
  const isThreeCx = options.format === '3cx-cdr';
  const mapping = options.mapping === '' || isThreeCx ? undefined : mappingOf(options.mapping);
  const fields = options.mapping !== '' && isThreeCx ? fieldsOf(options.mapping) : undefined;
  const customerBytes = readFileSync(options.customers);
  const known = readCustomersFile(customerBytes, { timeZone: timezone, years: [1, 0] });
  if (known.customers.length === 0)
    throw new UsageError(
      `${options.customers} names no customer: ${known.troubles[0]?.message ?? 'there is no row in it'}`,
    );
  for (const { line, refused, message } of known.troubles.slice(0, mostShown))
    say(`${options.customers}${line > 0 ? ` line ${line}` : ''}: ${message}${refused ? ' (row left out)' : ''}`);
  if (known.troubles.length > mostShown)
    say(`${options.customers}: ${known.troubles.length - mostShown} more such rows`);
  const deck = options.rates === '' ? undefined : deckOf(options.rates, say);
  if (!deck) say('no --rates: all money is an estimate of ours');

  const files = new CallFiles(options.paths, { format: options.format, zone, mapping, fields, say });
  try {
    const shown = new Map<CdrReason, number>();
    const output = new CallLines(write);
    const nobody = new Unattributed();
    const unread = new UnreadNumbers();
    const records = new OrderedRecords(
      files.files,
      {
        onProgress: options.onProgress,
        onRefusal: (name, line, reason) => {
          const count = shown.get(reason) ?? 0;
          shown.set(reason, count + 1);
          if (count < mostEach) say(`${name} line ${line}: ${reason}`);
        },
        onDoubt: (name, line) => {
          if (records.counts.doubtful <= mostEach) say(`${name} line ${line}: ${doubt}`);
        },
      },
      (record) => player.take(record),
    );
    const { customers } = readCustomersFile(customerBytes, { timeZone: timezone, years: yearsOf(records) });
    const ruleOf = new Map<string, string>();
    const guard = new CallGuard(
      {
        customers,
        decks: new Map(deck ? [['', deck.deck]] : []),
        rules: options.rules,
        numberLists: [],
        mode: options.enforce ? 'enforce' : 'report-only',
        money: 'caps',
      },
      {
        alert: ({ alert }) => output.alert(alert),
        stop: (stop) => void ruleOf.set(stop.id, stop.rule),
        refused: (call, verdict, at) => output.refusal(call, verdict, at, ruleOf.get(verdict.stop) ?? ''),
        hangUp: (call, at, stop, reported) => {
          if (!player.hangUp(call, at, !reported)) return;
          output.hangUp(call, at, stop.rule, stop.id);
          if (!reported) guard.pause();
        },
      },
    );
    const player = new CallPlayer(guard, (call) => {
      if (call.tenant === unassignedTenant) nobody.add(call);
      unread.add(call);
    });
    records.run();
    player.finish();
    guard.flush();
    output.end();

    const { counts } = records;
    const { calls, hangups, cost, estimated, estimatedCalls, refusedCost, duplicates, legs } = player.counts;
    const malformed = [...counts.refused].sort((a, b) => (a[0] < b[0] ? -1 : 1));
    const summary = {
      ...{
        lines: counts.lines,
        records: counts.records,
        calls,
        alerts: output.alerts,
        refused: output.refused,
        hangups,
      },
      malformed: malformed.reduce((sum, [, count]) => sum + count, 0),
      ...{
        unattributed: nobody.calls,
        unread_numbers: unread.calls,
        cost_eur: euro(cost),
        refused_cost_eur: euro(refusedCost),
      },
      // What is known by our own orders of magnitude only.
      ...{ estimated_calls: estimatedCalls, estimated_cost_eur: euro(estimated) },
      malformed_by_reason: Object.fromEntries(malformed),
      ...{
        never_ended: counts.unended,
        doubtful_lengths: counts.doubtful,
        duplicates,
        legs,
        out_of_order: counts.disordered,
        given_up: counts.evicted,
      },
      ...{ customers: customers.length, customer_rows_refused: known.refused },
      ...{ rates: deck?.taken ?? 0, rate_lines_refused: deck?.refused ?? 0 },
      seconds: Math.round(performance.now() - began) / 1_000,
    };
    output.line({ type: 'summary', ...summary });
    output.flush();
    tell(summary, nobody, unread, say);
    return summary;
  } finally {
    files.close();
  }
}

function tell(
  summary: {
    readonly unattributed: number;
    readonly malformed_by_reason: object;
    readonly malformed: number;
    readonly never_ended: number;
    readonly doubtful_lengths: number;
    readonly out_of_order: number;
    readonly estimated_calls: number;
    readonly estimated_cost_eur: number;
  },
  nobody: Unattributed,
  unread: UnreadNumbers,
  say: (text: string) => void,
): void {
  const { malformed, unattributed, never_ended: unended, out_of_order: disordered } = summary;
  if (malformed > 0)
    say(
      `${malformed} lines gave no call: ${Object.entries(summary.malformed_by_reason)
        .map(([reason, count]) => `${reason} ${count}`)
        .join(', ')}`,
    );
  if (unended > 0) say(`${unended} calls have no end: they run for 12 hours, or to the end of the files`);
  if (summary.doubtful_lengths > mostEach) say(`${summary.doubtful_lengths} calls: ${doubt}`);
  if (disordered > 0) say(`${disordered} calls stood so far from their order that they were played late`);
  if (summary.estimated_calls > 0)
    say(
      `${summary.estimated_calls} calls lead where the rates have no prefix: €${summary.estimated_cost_eur.toFixed(2)} of the cost is estimated`,
    );
  if (unread.calls > 0) {
    say(
      `${unread.calls} calls lead to numbers that cannot be read; they count as calls abroad at our estimate. Say what stands before them with rows outside_line, carrier_prefix and area_code in --customers:`,
    );
    for (const line of unread.top(mostShown)) say(`  ${line}`);
  }
  if (unattributed > 0) {
    say(`${unattributed} calls belong to no customer; most often they are known by:`);
    for (const line of nobody.top(mostShown)) say(`  ${line}`);
  }
}

function mappingOf(path: string): CsvMapping {
  const read = readCsvMapping(readFileSync(path, 'utf8'));
  if (!read.ok) throw new UsageError(`--mapping ${path}: ${read.reason}`);
  return read.value;
}

function fieldsOf(path: string): readonly string[] {
  const read = readThreeCxFields(readFileSync(path, 'utf8'));
  if (!read.ok) throw new UsageError(`--mapping ${path}: ${read.reason}`);
  return read.value;
}

function deckOf(path: string, say: (text: string) => void): DeckImport {
  const reader = new RateDeckReader();
  const fd = openSync(path, 'r');
  try {
    const bytes = Buffer.allocUnsafe(1_048_576);
    for (let count = readSync(fd, bytes); count > 0; count = readSync(fd, bytes)) reader.push(bytes.subarray(0, count));
  } finally {
    closeSync(fd);
  }
  const deck = reader.end();
  for (const { line, column, value, message } of deck.troubles.slice(0, mostShown))
    say(`${path} line ${line}${column ? `, ${column} “${value}”` : ''}: ${message.en} (line left out)`);
  if (deck.refused > mostShown) say(`${path}: ${deck.refused - mostShown} more lines left out`);
  return deck;
}

/** The years the calls lie in, one more on either side for those who are ahead or behind. */
function yearsOf({ earliest, latest }: OrderedRecords): readonly [number, number] {
  if (!(earliest <= latest)) return [1, 0];
  return [new Date(earliest - 86_400_000).getUTCFullYear(), new Date(latest + 86_400_000).getUTCFullYear()];
}
