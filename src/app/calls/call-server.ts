import type { CallRecord } from '../../core/call-record.ts';
import type { Call } from '../../core/calls/call.ts';
import type { CallStop } from '../../core/calls/call-stop.ts';
import { type CallVerdict, noObjection } from '../../core/calls/call-verdict.ts';
import type { GeoBook } from '../../core/geo/geo-policy.ts';
import { RateDeck } from '../../core/rates/deck.ts';
import { estimateFor } from '../../core/rates/estimates.ts';
import { providerTenant } from '../../core/tenant.ts';
import type { PeerPace } from '../../enforce/redirect/peer-silence.ts';
import { RedirectServer } from '../../enforce/redirect/redirect-server.ts';
import { CallReader } from '../../enrich/calls/call-reader.ts';
import type { FileCursor } from '../../ingest/source.ts';
import { CallBatchBuilder, maxCallsWaiting } from './batch-builder.ts';
import { CallFigures } from './call-figures.ts';
import { CallGuard } from './call-guard.ts';
import { CdrUploads } from './cdr-uploads.ts';
import { LiveCalls } from './live-calls.ts';
import { LiveSources } from './live-sources.ts';
import type {
  CallStart,
  CdrCounts,
  CdrReading,
  FromCalls,
  HangUp,
  RateFound,
  RunningCall,
  ToCalls,
} from './messages.ts';
import { moneyNow } from './money-now.ts';

/** Batches on their way to the database; with more, uploads wait. */
const maxInFlight = 4;
const flushEveryMs = 100;
const secondMs = 1000;
const learnedEveryMs = 30_000;
/** Keys of what is not the guard's among what was learned. */
const cursorKey = 'live:cursor:';
const paceKey = 'live:pace:';
const ofNobody: CallVerdict = { ...noObjection, reason: 'unattributed' };

/** Everything that lives on the call thread, and what it answers to. */
export class CallServer {
  readonly #send: (message: FromCalls) => void;
  readonly #start: CallStart;
  readonly #batch: CallBatchBuilder;
  readonly #guard: CallGuard;
  readonly #live: LiveCalls;
  readonly #sources: LiveSources;
  readonly #cdrs = new CdrUploads((record, complete, source) =>
    this.#live.take(record, complete, source, 'cdr', Date.now()),
  );
  readonly #decks = new Map<string, RateDeck>();
  readonly #figures: CallFigures;
  /** Whose a call is, for customers that ask: they speak for their own only. */
  #owners: CallReader;
  #redirect: RedirectServer | undefined;
  #unacknowledged = new Set<number>();
  #uploads: (readonly [number, CdrCounts])[] = [];
  #waiting: Extract<ToCalls, { type: 'cdr' }>[] = [];
  #hangUps: HangUp[] = [];
  #stops: CallStop[] = [];
  #flushSoon = false;
  #geoTrouble = '';
  readonly #cursors = new Map<string, FileCursor>();
  readonly #paces: PeerPace[] = [];
  #figuresAt = 0;
  #learnedAt = 0;
  #timers: NodeJS.Timeout[] = [];

  constructor(start: CallStart, send: (message: FromCalls) => void) {
    this.#start = start;
    this.#send = send;
    this.#batch = new CallBatchBuilder(start.instance);
    for (const [key, arrays] of start.decks) this.#decks.set(key, new RateDeck(arrays));
    const { customers, rules, numberLists, stops } = start;
    this.#owners = new CallReader(customers, new Map());
    this.#guard = new CallGuard(
      { customers, rules, numberLists, stops, decks: this.#decks },
      {
        alert: ({ alert, kind }) => {
          this.#batch.alert(alert);
          if (kind === 'opened') this.#soon();
        },
        stop: (stop) => {
          this.#batch.stop(stop);
          this.#stops.push(stop);
          this.#soon();
        },
        refused: (call, { reported }, at) => {
          if (this.#live.happened && !reported) return;
          this.#batch.refused(call, at);
          this.#figures.refused(call.tenant, reported, at);
        },
        hangUp: (call, _at, stop, reported) => {
          if (!reported) this.#hangUp(call, stop);
        },
      },
    );
    if (start.geo) this.#setGeo(start.geo);
    for (const [key, value] of start.state) {
      if (key.startsWith(cursorKey)) this.#cursors.set(key.slice(cursorKey.length), value as FileCursor);
      else if (key.startsWith(paceKey)) this.#paces.push(value as PeerPace);
      else if (!key.startsWith('live:')) this.#guard.restore(key, value);
    }
    this.#live = new LiveCalls(this.#guard, { kept: (call, sourceCall) => this.#batch.call(call, sourceCall) });
    this.#figures = new CallFigures(this.#guard, () => ({
      ...this.#live.counts,
      ...this.#batch.counts,
      known: this.#live.size,
    }));
    this.#figures.renew(customers);
    this.#sources = new LiveSources({
      timeZone: start.timeZone,
      take: (record, complete, source, teller) => this.#live.take(record, complete, source, teller, Date.now()),
      fact: (fact) => this.#guard.fact(fact),
      running: (source, ids, time) => this.#live.running(source, ids, time),
      runningOf: (source) => this.#live.runningOf(source),
      cursor: (source) => this.#cursors.get(source),
      onCursor: (source, cursor) => {
        this.#cursors.set(source, cursor);
        this.#batch.state([[`${cursorKey}${source}`, cursor]]);
      },
    });
  }

  /** Takes one message of the main thread. */
  hear(message: ToCalls): void {
    switch (message.type) {
      case 'remember':
        for (const { record, source, sourceCall, rate } of message.calls)
          this.#live.restore(record, source, sourceCall, rate, Date.now());
        return;
      case 'listen':
        void this.#listen();
        return;
      case 'geo':
        this.#setGeo(message.book);
        return;
      case 'orders':
        this.#guard.renew(message.orders);
        this.#figures.renew(message.orders.customers);
        this.#owners = new CallReader(message.orders.customers, new Map());
        return;
      case 'deck':
        if (message.arrays) this.#decks.set(message.key, new RateDeck(message.arrays));
        else this.#decks.delete(message.key);
        this.#guard.renew({ decks: this.#decks });
        return;
      case 'sources':
        void this.#sources.renew(message.sources);
        return;
      case 'impose':
        this.#guard.advance(Date.now());
        this.#guard.impose(message.stop);
        this.#answer(message.id, message.stop);
        return;
      case 'lift':
        this.#guard.advance(Date.now());
        this.#answer(message.id, this.#guard.lift(message.stop, message.at));
        return;
      case 'ask':
        this.#answer(message.id, this.#verdict(message.record, message.tenant));
        return;
      case 'profile': {
        const { tenant, payer, country } = message;
        this.#answer(message.id, this.#guard.profile(tenant, payer || undefined, country || undefined));
        return;
      }
      case 'money':
        this.#answer(message.id, moneyNow(this.#guard.exposure, message.tenant));
        return;
      case 'rate':
        this.#answer(message.id, this.#rate(message.tenant, message.number));
        return;
      case 'cdr':
        this.#waiting.push(message);
        this.#upload();
        return;
      case 'control':
        void this.#sources.control(message.source, message.wish).then((value) => this.#answer(message.id, value));
        return;
      case 'sourceStates':
        this.#answer(message.id, this.#sources.states());
        return;
      case 'running':
        this.#answer(message.id, this.#running(message.tenant));
        return;
      case 'facts':
        for (const fact of message.facts) this.#guard.fact(fact);
        return;
      case 'sip':
        for (const { source, record } of message.calls) this.#live.take(record, false, source, 'sip', Date.now());
        return;
      case 'ack':
        this.#unacknowledged.delete(message.seq);
        if (this.#uploads.length > 0 || this.#batch.rows > 0) this.#soon();
        this.#upload();
        return;
      case 'stop':
        void this.#stop();
        return;
    }
  }

  async #listen(): Promise<void> {
    const troubles: string[] = [];
    this.#guard.advance(Date.now());
    const ports: [string, number][] = [];
    const { redirect } = this.#start;
    if (redirect && redirect.listeners.length > 0) {
      this.#redirect = new RedirectServer(redirect, {
        port: {
          verdict: (record) => this.#verdict(record, ''),
          overruled: (record) => this.#live.letPass(record, 'asked', Date.now()),
        },
        paces: this.#paces,
        alarm: {
          silent: (peer, since) =>
            this.#alarm(
              `redirect-silent:${peer}`,
              `${peer} has asked about no call since ${new Date(since).toISOString()}, though it usually asks more often: look whether it still asks, since calls pass meanwhile.`,
            ),
          resumed: (peer) => this.#alarm(`redirect-silent:${peer}`, ''),
          trouble: (listener, sentence) => this.#alarm(`redirect:${listener}`, sentence),
        },
      });
      try {
        await this.#redirect.start();
        ports.push(...this.#redirect.listening.map(({ id, port }): [string, number] => [id, port]));
      } catch (error) {
        troubles.push((error as Error).message);
        this.#redirect = undefined;
      }
    }
    await this.#sources.renew(this.#start.sources);
    this.#timers.push(
      setInterval(() => {
        this.#live.tick(Date.now());
        this.#flush();
      }, flushEveryMs),
    );
    this.#timers.push(setInterval(() => this.#everySecond(), secondMs));
    this.#send({ type: 'started', ports, troubles });
  }

  #alarm(alarm: string, detail: string): void {
    this.#send({ type: 'alarm', alarm, detail });
  }

  /** A book that cannot be used leaves the one before in force. */
  #setGeo(book: GeoBook): void {
    let trouble = '';
    try {
      this.#guard.setGeo(book);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      trouble = `Policies by country for calls cannot be used, those of before hold on: ${error.message}`;
    }
    if (trouble !== '' || this.#geoTrouble !== '') this.#send({ type: 'alarm', alarm: 'geo-calls', detail: trouble });
    this.#geoTrouble = trouble;
  }

  /** `tenant`: whoever asks speaks for this customer only; '' for the provider's own. */
  #verdict(record: CallRecord, tenant: string): CallVerdict {
    const now = Date.now();
    this.#guard.advance(now);
    if (tenant !== '' && this.#owners.read(record, '').tenant !== tenant) return ofNobody;
    // Without an id it is a question and no call.
    const verdict = record.id === '' ? this.#guard.ask(record, now) : this.#live.ask(record, 'asked', now);
    this.#soon();
    return verdict;
  }

  /** Uploads are taken as long as there is room: their answers wait for the batch that carries them. */
  #upload(): void {
    while (this.#waiting.length > 0 && this.#unacknowledged.size < maxInFlight && this.#batch.rows < maxCallsWaiting) {
      const { id, body, source, reading } = this.#waiting.shift()!;
      this.#uploads.push([id, this.#take(body, source, reading)]);
      this.#soon();
    }
  }

  #take(body: Uint8Array, source: string, reading: CdrReading): CdrCounts {
    this.#guard.advance(Date.now());
    const before = this.#live.counts.duplicate;
    const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    const counts = this.#cdrs.take(bytes, source, reading);
    return { ...counts, duplicates: this.#live.counts.duplicate - before };
  }

  #running(tenant: string): readonly RunningCall[] {
    const calls: RunningCall[] = [];
    for (const call of this.#guard.running()) {
      if (tenant !== '' && call.tenant !== tenant) continue;
      const { id, direction, from, dialled, payer, number, country, abroad, start, dialledKind } = call;
      calls.push({
        ...{ id, tenant: call.tenant, direction, from, dialled, payer, number, country, abroad, start },
        emergency: dialledKind === 'emergency',
        at: this.#live.idsOf(call).map((one) => ({ source: one.source, sourceCall: one.id })),
      });
    }
    return calls.sort((a, b) => a.start - b.start);
  }

  #hangUp(call: Call, stop: CallStop): void {
    for (const { source, id } of this.#live.idsOf(call))
      this.#hangUps.push({ source, sourceCall: id, tenant: call.tenant, payer: call.payer, stop: stop.id });
    this.#soon();
  }

  /** Sends what gathered after what is at hand, without waiting for the timer. */
  #soon(): void {
    if (this.#flushSoon) return;
    this.#flushSoon = true;
    setImmediate(() => {
      this.#flushSoon = false;
      this.#flush();
    });
  }

  #flush(evenWhenFull = false): void {
    // What stops calls leaves at once, stored or not.
    if (this.#stops.length > 0) this.#send({ type: 'stops', stops: this.#stops.splice(0) });
    if (this.#hangUps.length > 0) this.#send({ type: 'hangUps', calls: this.#hangUps.splice(0) });
    if (this.#unacknowledged.size >= maxInFlight && !evenWhenFull) return;
    const batch = this.#batch.take(this.#uploads.length > 0);
    if (!batch) return;
    // An upload is answered when the last of its calls is stored.
    const uploads = this.#batch.rows === 0 ? this.#uploads.splice(0) : [];
    this.#unacknowledged.add(batch.seq);
    this.#send({ type: 'batch', batch, uploads });
    if (this.#batch.rows > 0) this.#soon();
  }

  #everySecond(): void {
    const now = Date.now();
    this.#guard.advance(now);
    this.#live.release(now);
    if (now - this.#learnedAt >= learnedEveryMs) {
      this.#learnedAt = now;
      this.#batch.state(this.#guard.learned());
      this.#batch.state((this.#redirect?.paces() ?? []).map((pace) => [`${paceKey}${pace.peer}`, pace]));
    }
    if (now < this.#figuresAt) return;
    const began = performance.now();
    const peers = (this.#redirect?.paces() ?? []).map(({ peer, lastAt, silent }) => ({ peer, lastAt, silent }));
    this.#send({ type: 'stats', stats: { ...this.#figures.at(now, this.#unacknowledged.size), peers } });
    // With very many calls they are added up less often: who asks about a call does not wait for figures.
    this.#figuresAt = now + Math.max(0, (performance.now() - began) * 200 - secondMs);
  }

  #rate(tenant: string, number: string): RateFound {
    const now = Date.now();
    for (const key of new Set([this.#guard.customer(tenant)?.deck ?? '', ''])) {
      const deck = this.#decks.get(key);
      const entry = deck?.find(number, now) ?? -1;
      if (deck && entry >= 0)
        return {
          rate: deck.rate(entry),
          deck: key || providerTenant,
          name: deck.name(entry),
          prefix: deck.prefix(entry),
        };
    }
    return { rate: estimateFor(number), deck: '', name: '', prefix: '' };
  }

  #answer(id: number, value: unknown): void {
    this.#send({ type: 'answer', id, value });
  }

  async #stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await this.#redirect?.stop().catch(() => {});
    await this.#sources.stop();
    this.#batch.state(this.#guard.learned());
    do this.#flush(true);
    while (this.#batch.rows > 0);
    this.#send({ type: 'stopped' });
    // The port closes after what was sent has left.
    setImmediate(() => process.exit(0));
  }
}
