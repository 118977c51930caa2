import { closeSync, openSync, readSync, statSync } from 'node:fs';
import type { Alert } from '../../core/alert.ts';
import { UsageError } from '../../core/command.ts';
import type { Decision } from '../../core/decision.ts';
import { Event, resetEvent } from '../../core/event.ts';
import { unassignedTenant } from '../../core/tenant.ts';
import { defaultPolicy, type Policy } from '../../decide/policy.ts';
import type { Rule } from '../../detect/rule.ts';
import { createEnrichers } from '../../enrich/enrichers.ts';
import { LineReader } from '../../ingest/detect-format.ts';
import { bufferSize, contextOf, readLines } from '../../ingest/parse-lines.ts';
import { telling, UnreadableInputError, whyNoLines } from '../../ingest/unreadable.ts';
import { isPcap as isCapture } from '../../ingest/wire/pcap-file.ts';
import { Detection } from '../hot/detection.ts';
import { Unused, type UnusedCounts } from './unused.ts';

/** What `replay` is asked. */
export interface ReplayOptions {
  readonly paths: readonly string[];
  readonly format: string;
  readonly timezone: string;
  readonly year: number | undefined;
  readonly rules: readonly Rule[];
  readonly policy?: Partial<Policy>;
}

/** The last line of a replay, with what of the input it did not use. */
export interface ReplaySummary extends UnusedCounts {
  readonly lines: number;
  readonly events: number;
  readonly alerts: number;
  readonly decisions: number;
  readonly seconds: number;
}

/** Alerts whose end is not known yet; beyond it those that ended longest ago are written. */
const maxOpen = 100_000;

/**
 * Plays files through enrichment, rules and decisions as if they happened now, offline: no database, no network, time only
 * from the records. Writes one JSON object a line: decisions as they are taken, each alert once its end is known, a summary.
 * The same files give the same bytes. `say` takes sentences about what was not used. Throws UsageError, UnreadableInputError and
 * what reading a file throws, before anything is written when a file is not there or holds nothing that can be read.
 */
export async function replay(
  options: ReplayOptions,
  write: (text: string) => void,
  say: (sentence: string) => void,
): Promise<ReplaySummary> {
  const began = performance.now();
  const contexts = options.paths.map((path) => contextOf({ path, timezone: options.timezone, year: options.year }));
  const captures = new Set(options.paths.filter(isCaptureFile));
  const unused = new Unused(say);
  const out = new ReplayOutput(write);
  const enrichers = createEnrichers({ tenantTime: { timeZones: new Map(), defaultTimeZone: options.timezone } });
  const policy: Policy = { ...defaultPolicy, mode: 'enforce', maxBlocksPerMinute: 10_000, ...options.policy };
  const detection = new Detection(options.rules, policy, {
    alert: ({ alert }) => out.alert(alert),
    decision: (decision) => out.decision(decision),
  });
  // A replay shows no evidence: what only that would show need not be made.
  const keepOriginal = options.rules.some(({ needsOriginal }) => needsOriginal);
  const withoutCallIds = !options.rules.some(({ needsCallId }) => needsCallId);
  let lines = 0;
  let events = 0;
  for (const [index, path] of options.paths.entries()) {
    // Each file is a source of its own: its clock may differ from the others'.
    if (captures.has(path)) {
      const { replayPcap } = await import('../../ingest/wire/pcap.ts');
      const counts = replayPcap(path, (event) => {
        event.tenant = unassignedTenant;
        event.source = path;
        enrichers.enrich(event);
        detection.event(event);
        events++;
      });
      lines += counts.messages;
      unused.capture(path, counts);
      continue;
    }
    const reader = new LineReader(options.format, { ...contexts[index], withoutCallIds }, { keepOriginal });
    const event = new Event();
    let foreign = 0;
    let malformed = 0;
    const take = (bytes: Buffer, start: number, end: number, line: number, found: number) => {
      const reading = reader.readFound(bytes, start, end, event, found);
      if (reading !== 'recognised') {
        if (reading === 'foreign') foreign++;
        else if (reading === 'malformed') malformed++;
        return;
      }
      event.line = line;
      event.tenant = unassignedTenant;
      event.source = path;
      enrichers.enrich(event);
      events++;
      detection.event(event);
      for (let more = reader.repeats; more > 1; more--) {
        events++;
        detection.event(reader.again(event));
      }
      resetEvent(event);
    };
    const read = readLines(path, take, reader.lineEnds(bufferSize));
    lines += read.lines;
    malformed += read.tooLong;
    unused.log(path, { lines: read.lines, known: read.lines - foreign - read.tooLong, malformed });
  }
  detection.engine.flush();
  out.end();
  const seconds = Math.round(performance.now() - began) / 1000;
  const left = unused.end(detection.engine.stats(), detection.decider.stats().evicted);
  const summary = { lines, events, alerts: out.alerts, decisions: out.decisions, seconds, ...left };
  out.line({ type: 'summary', ...summary });
  out.flush();
  return summary;
}

/** Whether it is a capture; throws for what is neither that nor lines. What comes through a pipe can be looked at only once. */
function isCaptureFile(path: string): boolean {
  if (path === '-') return false;
  const stat = statSync(path);
  if (stat.isDirectory()) throw new UsageError(`${path} is a directory; give a file`);
  if (!stat.isFile()) return false;
  const bytes = firstBytes(path);
  if (isCapture(bytes)) return true;
  const why = whyNoLines(bytes);
  if (why !== '') throw new UnreadableInputError(path, why);
  return false;
}

function firstBytes(path: string): Uint8Array {
  const fd = openSync(path, 'r');
  try {
    const bytes = new Uint8Array(telling);
    return bytes.subarray(0, readSync(fd, bytes, 0, telling, 0));
  } finally {
    closeSync(fd);
  }
}

/** Collects what a replay found and writes it in pieces. */
class ReplayOutput {
  alerts = 0;
  decisions = 0;
  readonly #write: (text: string) => void;
  readonly #open = new Map<string, Alert>();
  #pending = '';

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  alert(alert: Alert): void {
    if (!this.#open.has(alert.id)) this.alerts++;
    // The evidence stays with the engine; a replay of a long log must not pile it up.
    this.#open.set(alert.id, Object.assign(alert, { evidence: [] }));
    if (this.#open.size > maxOpen) this.#writeAlerts([...this.#open.values()].sort(byEnd).slice(0, maxOpen / 2));
  }

  decision(decision: Decision): void {
    this.decisions++;
    const { state, action, value, scope, from, until, reason, rule, offence, guards } = decision;
    this.line({
      // A decision that a guard held, or that report-only would not carry out, is none.
      type: state === 'asked' ? 'decision' : state,
      action,
      value,
      scope,
      duration_s: Math.round((until - from) / 1000),
      reason: reason.en,
      rule,
      offence,
      at: new Date(from).toISOString(),
      ...(state === 'held' ? { guard: guards.find(({ passed }) => !passed)?.guard } : {}),
    });
    if (state !== 'asked') this.decisions--;
  }

  end(): void {
    this.#writeAlerts([...this.#open.values()].sort((a, b) => a.start - b.start || (a.id < b.id ? -1 : 1)));
  }

  line(value: object): void {
    this.#pending += `${JSON.stringify(value)}\n`;
    if (this.#pending.length > 65_536) this.flush();
  }

  flush(): void {
    this.#write(this.#pending);
    this.#pending = '';
  }

  #writeAlerts(alerts: readonly Alert[]): void {
    for (const alert of alerts) {
      this.#open.delete(alert.id);
      const {
        rule,
        severity,
        start,
        end,
        count,
        sourceIp,
        userName,
        country,
        asNumber,
        asName,
        group,
        distinct,
        sentence,
        id,
      } = alert;
      this.line({
        type: 'alert',
        rule,
        severity,
        start: new Date(start).toISOString(),
        end: new Date(end).toISOString(),
        count,
        ...group,
        // Who it was, null where an alert is about several.
        'source.ip': sourceIp || null,
        'user.name': userName || null,
        ...(country ? { 'source.geo.country_iso_code': country } : {}),
        ...(asNumber ? { 'source.as.number': asNumber, 'source.as.organization.name': asName } : {}),
        distinct,
        sentence,
        id,
      });
    }
  }
}

function byEnd(a: Alert, b: Alert): number {
  return a.end - b.end;
}
