import { type Alert, maxEvidence } from '../core/alert.ts';
import { copyEvent, Event } from '../core/event.ts';
import { type Severity, severities } from '../core/severity.ts';
import type { Text } from '../core/text.ts';
import type { Correlator } from './correlator.ts';
import { DistinctSet, hashText } from './distinct-set.ts';
import type { Cell } from './keyspace.ts';
import { writeSentence } from './sentence.ts';
import type { Output } from './sigma/plan.ts';
import type { SourceClock } from './source-clock.ts';

/** A value that all events share so far: '' before the first, null once two differ. */
type Common = string | null;

/** An alert that events may still join. */
export class OpenAlert {
  // First what every event that joins looks at, close together.
  /** Number of the push that last joined: an event joins once. */
  push = -1;
  count = 0;
  /** The alert is told again once its count, or its end, has come so far. */
  tellAtCount = 0;
  tellAtEnd = 0;
  end: number;
  /** Clock of the source whose event joined last. */
  clock: SourceClock;
  private userName: Common = '';
  private sourceIp: Common = '';
  private tenant: Common = '';
  private asset: Common = '';
  private lastNumber = '';
  private country: Common = '';
  private asName: Common = '';
  private asNumber = 0;
  private readonly evidence: Event[] = [];
  /** How many events it still takes as evidence; here, since the list is another place to look. */
  private evidenceRoom = maxEvidence;
  private readonly users = new DistinctSet();
  private readonly addresses = new DistinctSet();
  private readonly numbers = new DistinctSet();
  readonly id: string;
  readonly rule: string;
  readonly output: Output;
  readonly values: readonly string[];
  /** Where the state of its group is. */
  readonly correlator: Correlator;
  readonly cell: Cell;
  readonly quietMs: number;
  /** Not over before, as far as was known when somebody last looked: event time goes on, this need not. */
  quietAt = -Infinity;
  readonly start: number;
  severity: Severity;
  /** Its count when it was last told, and how far `advance` had come then. */
  toldCount = 0;
  toldAt = -Infinity;

  constructor(id: string, correlator: Correlator, cell: Cell, clock: SourceClock, start: number) {
    this.id = id;
    this.clock = clock;
    this.correlator = correlator;
    this.cell = cell;
    this.rule = correlator.rule;
    this.output = correlator.output!;
    this.values = cell.values;
    this.quietMs = correlator.quietMs;
    this.start = start;
    this.end = start;
    this.severity = this.output.severity;
  }

  /** Counts an event. */
  add(time: number): void {
    this.count++;
    if (time > this.end) this.end = time;
  }

  /** Takes in what a counted event says. */
  learn(event: Event): void {
    if (event.userName !== '' && event.userName !== this.userName) {
      if (this.userName === '') this.userName = event.userName;
      else {
        if (this.userName !== null) this.users.add(hashText(this.userName));
        this.userName = null;
        this.users.add(hashText(event.userName));
      }
    }
    if (event.sourceIp !== '' && event.sourceIp !== this.sourceIp) {
      if (this.sourceIp === '') this.sourceIp = event.sourceIp;
      else {
        if (this.sourceIp !== null) this.addresses.add(hashText(this.sourceIp));
        this.sourceIp = null;
        this.addresses.add(hashText(event.sourceIp));
      }
      this.learnPlace(event);
    }
    if (event.sipRequestUser !== '' && event.sipRequestUser !== this.lastNumber && dials(event)) {
      this.lastNumber = event.sipRequestUser;
      this.numbers.add(hashText(event.sipRequestUser));
    }
    if (event.tenant !== this.tenant) this.tenant = common(this.tenant, event.tenant);
    if (event.asset !== this.asset) this.asset = common(this.asset, event.asset);
    if (this.wantsEvidence) {
      const copy = new Event();
      copyEvent(event, copy);
      this.evidence.push(copy);
      this.evidenceRoom--;
    }
  }

  /** Whether evidence still wants events. */
  get wantsEvidence(): boolean {
    return this.evidenceRoom > 0;
  }

  /** Where an address is that was not seen here before: the same address is always in the same place. */
  private learnPlace(event: Event): void {
    this.country = common(this.country, event.country);
    if (event.asName !== '' && this.asName !== null && event.asName !== this.asName) {
      this.asNumber = this.asName === '' ? event.asNumber : 0;
      this.asName = this.asName === '' ? event.asName : null;
    }
  }

  /** Raises the severity as far as the count asks. */
  worsen(): void {
    for (const step of this.output.steps)
      if (this.count >= step.from && this.isWorse(step.severity)) this.severity = step.severity;
  }

  private isWorse(severity: Severity): boolean {
    return severities.indexOf(severity) > severities.indexOf(this.severity);
  }

  /**
   * Notes that the alert is told as it is now, with `advance` come to `at` (ms). The next time is when it worsens or its count
   * doubled, and at the latest after `everyMs` of event time and a quarter of its length.
   */
  told(at: number, everyMs: number): void {
    this.toldCount = this.count;
    this.toldAt = at;
    const worse = this.output.steps.find(({ from, severity }) => from > this.count && this.isWorse(severity));
    this.tellAtCount = Math.min(2 * this.count, worse?.from ?? Infinity);
    // A quarter of the length at that end: end - told >= (end - start) / 4.
    this.tellAtEnd = Math.max(this.end + everyMs, Math.ceil((4 * this.end - this.start) / 3));
  }

  /** The alert as it is now. `mixedTenant` is whose it is when it concerns several customers. */
  toAlert(mixedTenant: string): Alert {
    const { output } = this;
    const group: Record<string, string> = {};
    for (const [i, name] of output.groupNames.entries()) group[name] = this.values[i];
    const facts = {
      id: this.id,
      rule: this.rule,
      severity: this.severity,
      tenant: this.tenant ?? mixedTenant,
      asset: this.asset ?? '',
      group,
      start: this.start,
      end: this.end,
      count: this.count,
      distinct: {
        users: this.userName === null ? this.users.size : this.userName === '' ? 0 : 1,
        addresses: this.sourceIp === null ? this.addresses.size : this.sourceIp === '' ? 0 : 1,
        numbers: this.numbers.size,
      },
      sourceIp: this.sourceIp ?? '',
      userName: this.userName ?? '',
      country: this.country ?? '',
      asNumber: this.asNumber,
      asName: this.asName ?? '',
      response: output.response,
    };
    const hostName = this.evidence[0]?.hostName ?? '';
    let sentence: Text | undefined;
    return {
      ...facts,
      evidence: this.evidence.slice(),
      /** Written when somebody reads it: of most changes nobody does before the next one comes. */
      get sentence() {
        sentence ??= writeSentence(output.sentence, facts, hostName);
        return sentence;
      },
    };
  }
}

function common(sofar: Common, value: string): Common {
  if (value === '' || value === sofar || sofar === null) return sofar;
  return sofar === '' ? value : null;
}

function dials(event: Event): boolean {
  return event.action === 'sip-call' || event.action === 'iax-call' || event.sipMethod === 'INVITE';
}
