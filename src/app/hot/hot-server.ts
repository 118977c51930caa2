import type { Decision } from '../../core/decision.ts';
import type { Event } from '../../core/event.ts';
import { readCidr } from '../../core/ip.ts';
import type { Listener, Source } from '../../core/source.ts';
import { emptyTally, type Tally } from '../../core/tally.ts';
import type { Tenant } from '../../core/tenant.ts';
import { loadRules } from '../../detect/sigma/load.ts';
import { createEnrichers, type Enrichers } from '../../enrich/enrichers.ts';
import { SourceDirectory } from '../../ingest/directory.ts';
import type { ListenerDeps } from '../../ingest/listener.ts';
import { RecentLines } from '../../ingest/recent-lines.ts';
import { SilenceWatch } from '../../ingest/silence.ts';
import type { FileCursor, RunningListener } from '../../ingest/source.ts';
import { readNdjson } from '../../ingest/sources/http/http.ts';
import { startListener } from '../../ingest/sources.ts';
import { BatchBuilder, maxRowsWaiting } from './batch-builder.ts';
import { CallNews } from './call-news.ts';
import { HotPath } from './hot-path.ts';
import { Keeper } from './keeper.ts';
import { LearnedState } from './learned-state.ts';
import type { FromHot, HotStart, IngestCounts, ToHot } from './messages.ts';

/** Batches on their way to the database; with more, sources that can wait do. */
const maxInFlight = 4;
const flushEveryMs = 100;
const secondMs = 1000;

/** Everything that lives on the hot thread, and what it answers to. */
export class HotServer {
  readonly #send: (message: FromHot) => void;
  readonly #start: HotStart;
  readonly #batch: BatchBuilder;
  readonly #enrichers: Enrichers;
  readonly #directory: SourceDirectory;
  readonly #path: HotPath;
  readonly #silence = new SilenceWatch();
  readonly #learned: LearnedState;
  readonly #recent = new RecentLines();
  readonly #calls: CallNews;
  #sources: readonly Source[];
  #tallies = new Map<string, Tally>();
  /** Records of each source since the last look of the silence watch. */
  readonly #sinceLook = new Map<string, number>();
  #listeners: RunningListener[] = [];
  #unacknowledged = new Set<number>();
  #room: { promise: Promise<void>; resolve: () => void } | undefined;
  #ingests: (readonly [number, IngestCounts])[] = [];
  #flushSoon = false;
  #rebuilt = 0;
  readonly #onLine: NonNullable<ListenerDeps['onLine']> = (source, reading, bytes, from, to, event) =>
    this.#recent.note(source, reading, bytes, from, to, Date.now(), event);
  #eventsAtLook = 0;
  #timers: NodeJS.Timeout[] = [];

  constructor(start: HotStart, send: (message: FromHot) => void) {
    this.#start = start;
    this.#send = send;
    this.#sources = start.sources;
    this.#calls = new CallNews(start.sip);
    this.#batch = new BatchBuilder(start.instance);
    this.#enrichers = createEnrichers({
      geo: { ...start.geo.files, corrections: start.geo.corrections },
      tenantTime: { timeZones: zones(start.tenants), defaultTimeZone: start.timeZone },
      ownership: start.ownership,
    });
    this.#directory = new SourceDirectory(start.sources, {
      now: Date.now,
      timeZone: start.timeZone,
      onDiscovered: (source) => this.#discovered(source),
    });
    const rules = loadRules(start.rules).flatMap((result) => (result.ok ? [result.value] : []));
    this.#path = new HotPath({
      rules,
      policy: start.policy,
      enrichers: this.#enrichers,
      keeper: new Keeper(),
      batch: this.#batch,
      calls: this.#calls,
      urgent: (decision) => this.#urgent(decision),
      shed: (source) => {
        this.#tally(source).shed++;
      },
    });
    this.#path.detection.decider.load(start.history);
    this.#path.detection.decider.networks.replace(start.ownership);
    this.#learned = new LearnedState(this.#path.detection.decider, this.#enrichers, this.#silence);
    this.#learned.load(start.state, Date.now());
  }

  /** Takes one message of the main thread. */
  hear(message: ToHot): void {
    switch (message.type) {
      case 'rebuild':
        this.#path.rebuild(message.events);
        this.#rebuilt += message.events.length;
        return;
      case 'listen':
        void this.#listen();
        return;
      case 'policy':
        this.#path.detection.setPolicy(message.policy);
        return;
      case 'sources':
        for (const { id } of this.#sources)
          if (!message.sources.some((source) => source.id === id)) this.#silence.forget(id);
        this.#sources = message.sources;
        this.#directory.replace(message.sources);
        this.#enrichers.tenantTime.replace(zones(message.tenants));
        if (message.ownership) {
          this.#enrichers.customer.replace(message.ownership);
          this.#path.detection.decider.networks.replace(message.ownership);
        }
        return;
      case 'decided':
        this.#path.detection.decider.load(message.decisions);
        return;
      case 'geo':
        this.#renewGeo(message);
        return;
      case 'ack':
        this.#acknowledged(message.seq);
        return;
      case 'ingest':
        this.#ingest(message.id, message.body, message.source);
        return;
      case 'tail':
        this.#send({ type: 'answer', id: message.id, value: this.#recent.of(message.source) });
        return;
      case 'sites': {
        const range = readCidr(message.value);
        const value = range ? this.#path.detection.decider.sites.touched(range, Date.now()) : [];
        this.#send({ type: 'answer', id: message.id, value });
        return;
      }
      case 'stop':
        void this.#stop();
        return;
    }
  }

  /** What was there stays in use when the new data do not read. */
  #renewGeo({ corrections, reload }: Extract<ToHot, { type: 'geo' }>): void {
    let detail = '';
    try {
      if (reload) this.#enrichers.geo.reload();
      this.#enrichers.geo.renew(corrections);
    } catch (error) {
      detail = `New country data are not used for events: ${(error as Error).message}`;
    }
    this.#send({ type: 'alarm', alarm: 'geo-data-events', detail });
  }

  async #listen(): Promise<void> {
    const troubles: string[] = [];
    const ports: [string, number][] = [];
    for (const listener of this.#start.listeners) {
      try {
        const running = await startListener(listener, this.#listenerDeps(listener));
        this.#listeners.push(running);
        ports.push([listener.id, running.port]);
      } catch (error) {
        troubles.push((error as Error).message);
      }
    }
    this.#timers.push(setInterval(() => this.#flush(), flushEveryMs));
    this.#timers.push(setInterval(() => this.#everySecond(), secondMs));
    this.#send({ type: 'started', ports, troubles });
  }

  #listenerDeps(listener: Listener): ListenerDeps {
    const cursors = new Map(this.#start.cursors.map((cursor) => [cursor.listener, cursor]));
    const waits = listener.kind === 'file';
    // A file can wait until there is room, so none of its rows is shed.
    const sink = waits
      ? {
          event: (event: Event) => this.#path.patiently(() => this.#path.event(event)),
          cursor: (cursor: FileCursor) => this.#path.cursor(cursor),
          discovered: (source: Source) => this.#path.discovered(source),
        }
      : this.#path;
    return {
      sink,
      directory: this.#directory,
      tally: (source) => this.#tally(source),
      now: Date.now,
      keepOriginal: true,
      onLine: this.#onLine,
      onWire: (source, wire, message) => this.#calls.wire(source, wire, message),
      onTrouble: (id, sentence) => this.#send({ type: 'alarm', alarm: `listener:${id}`, detail: sentence }),
      ready: () => this.#waitForRoom(),
      cursor: (id) => cursors.get(id),
      fileFrom: this.#start.fromStart.includes(listener.id) ? 'start' : 'end',
    };
  }

  #discovered(source: Source): void {
    this.#sources = [...this.#sources, source];
    this.#batch.discovered(source);
  }

  #tally(source: string): Tally {
    let tally = this.#tallies.get(source);
    if (!tally) {
      tally = emptyTally();
      this.#tallies.set(source, tally);
    }
    return tally;
  }

  #ingest(id: number, body: Uint8Array, source: Source): void {
    const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    const read = this.#path.patiently(() =>
      readNdjson(bytes, source, {
        sink: this.#path,
        tally: this.#tally(source.id),
        now: Date.now,
        keepOriginal: true,
        onLine: this.#onLine,
      }),
    );
    this.#ingests.push([id, read]);
    this.#soon();
  }

  #urgent(decision: Decision | undefined): void {
    if (decision?.state === 'asked') this.#send({ type: 'decisions', decisions: [decision] });
    this.#soon();
  }

  /** Sends the batch after the events at hand, without waiting for the timer. */
  #soon(): void {
    if (this.#flushSoon) return;
    this.#flushSoon = true;
    setImmediate(() => {
      this.#flushSoon = false;
      this.#flush(this.#ingests.length > 0);
    });
  }

  #flush(evenWhenFull = false): void {
    const news = this.#calls.take();
    if (news) this.#send({ type: 'calls', news });
    if (this.#unacknowledged.size >= maxInFlight && !evenWhenFull) return;
    for (const alarm of this.#path.detection.decider.alarms()) {
      this.#send({ type: 'alarm', alarm: 'block-limit', detail: JSON.stringify(alarm) });
    }
    const tallies = [...this.#tallies];
    this.#tallies = new Map();
    for (const [source, { received }] of tallies)
      this.#sinceLook.set(source, (this.#sinceLook.get(source) ?? 0) + received);
    const batch = this.#batch.take(tallies, this.#learned.changed(Date.now()));
    const ingests = this.#ingests;
    this.#ingests = [];
    if (!batch) return;
    this.#unacknowledged.add(batch.seq);
    this.#send({ type: 'batch', batch, ingests });
  }

  #acknowledged(seq: number): void {
    this.#unacknowledged.delete(seq);
    if (this.#unacknowledged.size < maxInFlight && this.#batch.rows < maxRowsWaiting) {
      this.#room?.resolve();
      this.#room = undefined;
    }
  }

  #waitForRoom(): Promise<void> | undefined {
    if (this.#unacknowledged.size < maxInFlight && this.#batch.rows < maxRowsWaiting / 2) return undefined;
    if (!this.#room) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#room = { promise, resolve };
    }
    return this.#room.promise;
  }

  #everySecond(): void {
    const now = Date.now();
    for (const source of this.#sources) {
      const event = this.#silence.observe(source, this.#sinceLook.get(source.id) ?? 0, now);
      if (event) this.#path.event(event);
    }
    this.#sinceLook.clear();
    this.#path.detection.engine.advance(now);
    this.#calls.advance(now);
    const eventsPerSecond = this.#path.events - this.#eventsAtLook;
    this.#eventsAtLook = this.#path.events;
    this.#send({
      type: 'stats',
      stats: {
        events: this.#path.events,
        eventsPerSecond,
        rebuilt: this.#rebuilt,
        engine: this.#path.detection.engine.stats() as unknown as Record<string, number>,
        decider: this.#path.detection.decider.stats(),
        intake: {
          skewedTimes: this.#path.time.skewed,
          overflowed: this.#directory.overflowed,
          forgotten: this.#directory.forgotten,
        },
        inFlight: this.#unacknowledged.size,
      },
    });
  }

  async #stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await Promise.all(this.#listeners.map((listener) => listener.stop()));
    this.#flush(true);
    this.#send({ type: 'stopped' });
    // The port closes after what was sent has left.
    setImmediate(() => process.exit(0));
  }
}

function zones(tenants: readonly Tenant[]): ReadonlyMap<string, string> {
  return new Map(tenants.map(({ id, timeZone }) => [id, timeZone]));
}
