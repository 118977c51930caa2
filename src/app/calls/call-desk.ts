import type { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { CallDeskPort, CallRuleInfo, CallSourceState, NormalWeek } from '../../api/ports/calls.ts';
import { Problem } from '../../api/problem.ts';
import type { CdrTaken, MappingProposal } from '../../api/schema/call-sources.ts';
import type { CallsNow } from '../../api/schema/calls.ts';
import type { CallRecord } from '../../core/call-record.ts';
import type { CallSourceSetup, ImportReport, MoneyNow } from '../../core/calls/call-records.ts';
import type { CallStop } from '../../core/calls/call-stop.ts';
import { type CallVerdict, noObjection } from '../../core/calls/call-verdict.ts';
import type { DeckReading } from '../../core/rates/deck-reading.ts';
import { estimateFor } from '../../core/rates/estimates.ts';
import { providerTenant } from '../../core/tenant.ts';
import type { TokenRecord } from '../../core/token.ts';
import type { Work } from '../../core/work.ts';
import type { CallRule } from '../../detect/calls/rule.ts';
import { callSourceSecret } from '../../store/calls/sources.ts';
import type { Store } from '../../store/store.ts';
import type { Askers } from './askers.ts';
import type { CallRunner } from './call-runner.ts';
import type { CallsStats, RateFound } from './messages.ts';
import { proposeFor } from './propose-mapping.ts';
import { readDeck } from './read-deck.ts';
import { refusesSource } from './refuses-source.ts';
import { showNow } from './show-now.ts';

export interface CallDeskParts {
  readonly store: Store;
  readonly storeOf: (work: Work) => Store;
  readonly runner: CallRunner;
  readonly rules: readonly CallRule[];
  readonly timeZone: string;
  /** The last figures of the call thread. */
  readonly stats: () => CallsStats | undefined;
  readonly troubles: () => readonly { readonly nl: string; readonly en: string }[];
  readonly testSource: (id: string) => Promise<{ readonly ok: boolean; readonly detail: string }>;
  readonly releaseSource: (id: string) => Promise<string>;
  readonly resumeSource: (id: string) => void;
  /** A stop was lifted: PBXs beside the path take it back. */
  readonly moved: (stop: CallStop) => void;
  readonly changed: () => Promise<void>;
  readonly askers: Pick<Askers, 'asked'>;
}

/** Largest rate deck, bytes as it comes and packed. */
const largestDeck = 256 * 1024 * 1024;
const largestPacked = 64 * 1024 * 1024;
/** Bytes of records that may wait to be stored; whoever comes with more meanwhile comes back later. */
const mostWaiting = 64 * 1024 * 1024;

/** What the API asks about calls: the call thread answers, the store keeps. */
export class CallDesk implements CallDeskPort {
  readonly #parts: CallDeskParts;
  #waiting = 0;

  constructor(parts: CallDeskParts) {
    this.#parts = parts;
  }

  authorise(
    record: CallRecord,
    tenant: string | undefined,
    asker: { readonly id: string; readonly name: string },
  ): Promise<CallVerdict> {
    const { thread } = this.#parts.runner;
    this.#parts.askers.asked(asker.id, asker.name);
    // Fail open: a call is worth more than a verdict.
    return thread ? thread.verdict(record, tenant ?? '') : Promise.resolve(noObjection);
  }

  async now(tenant: string | undefined): Promise<CallsNow> {
    const { store, stats, troubles } = this.#parts;
    const [tenants, settings] = await Promise.all([store.tenants.list(), store.callSettings.all()]);
    return showNow(stats(), {
      tenant: tenant ?? '',
      names: new Map(tenants.map(({ id, name }) => [id, name])),
      modes: new Map(settings.map(({ tenant: id, mode }) => [id, mode])),
      troubles: tenant === undefined ? troubles() : [],
    });
  }

  async money(tenant: string): Promise<readonly MoneyNow[]> {
    return (await this.#parts.runner.thread?.money(tenant)) ?? [];
  }

  async normal(tenant: string, payer: string, country: string): Promise<NormalWeek | undefined> {
    return this.#parts.runner.thread?.profile(tenant, payer, country);
  }

  rules(): readonly CallRuleInfo[] {
    return this.#parts.rules;
  }

  async impose(stop: CallStop, work: Work): Promise<void> {
    // Kept first, so that it holds whatever happens to the thread.
    await this.#parts.storeOf(work).callStops.put(stop);
    await this.#parts.runner.thread?.impose(stop);
    this.#parts.moved(stop);
  }

  async lift(id: string, work: Work): Promise<boolean> {
    const store = this.#parts.storeOf(work);
    const kept = await store.callStops.get(id);
    if (!kept || !['asked', 'in-force', 'reported'].includes(kept.stop.state)) return false;
    const at = Date.now();
    const lifted: CallStop = { ...kept.stop, state: 'lifted', until: Math.min(kept.stop.until, at) };
    await store.callStops.put(lifted);
    await this.#parts.runner.thread?.lift(id, at);
    this.#parts.moved(lifted);
    return true;
  }

  /** @throws Problem 503 when too much waits already, or the records could not be stored; 400 when they cannot be read so. */
  async takeCdr(body: Buffer, reading: Parameters<CallDeskPort['takeCdr']>[1], token: TokenRecord): Promise<CdrTaken> {
    const { thread } = this.#parts.runner;
    if (!thread || this.#waiting + body.length > mostWaiting)
      throw new Problem(503, 'Too much waits to be stored. Nothing of this was taken; send it again in a moment.');
    this.#waiting += body.length;
    try {
      const taken = await thread
        .take(body, `cdr-${token.id}`, await this.#reading(reading, token))
        .catch((error: Error) => {
          throw new Problem(503, `${error.message}.`);
        });
      const [first] = taken.errors;
      if (taken.received === 0 && first?.line === 0) throw new Problem(400, `${first.reason}.`, 'format');
      return { ...taken, reasons: { ...taken.reasons }, errors: taken.errors.map((error) => ({ ...error })) };
    } finally {
      this.#waiting -= body.length;
    }
  }

  async #reading(given: Parameters<CallDeskPort['takeCdr']>[1], token: TokenRecord) {
    const { store, timeZone } = this.#parts;
    const own = (await store.tenants.list()).find(({ id }) => id === token.tenant)?.timeZone;
    const source = given.source ? await store.callSources.get(given.source) : undefined;
    const isTheirs = source && (token.tenant === providerTenant || source.tenant === token.tenant);
    if (given.source && !isTheirs) throw new Problem(400, 'There is no such source.', 'source');
    return {
      format: given.format,
      contentType: given.contentType,
      timeZone: given.timeZone ?? (source?.setup.timeZone || own) ?? timeZone,
      fields: given.fields ?? source?.setup.fields,
      ...(source?.setup.mapping && { mapping: source.setup.mapping }),
    };
  }

  async sourceStates(): Promise<readonly CallSourceState[]> {
    return (await this.#parts.runner.thread?.sourceStates()) ?? [];
  }

  testSource(id: string) {
    return this.#parts.testSource(id);
  }

  releaseSource(id: string) {
    return this.#parts.releaseSource(id);
  }

  resumeSource(id: string) {
    this.#parts.resumeSource(id);
  }

  async keepSecret(tenant: string, source: string, secret: string, work: Work): Promise<void> {
    const { vault } = this.#parts.storeOf(work);
    if (secret === '') await vault.remove(tenant, callSourceSecret(source));
    else await vault.put(tenant, callSourceSecret(source), secret);
  }

  async readDeck(stream: Readable, reading: DeckReading) {
    const packed = await pack(stream);
    const { report, prefixes, bytes } = await readDeck({ packed, reading }).catch((error: Error) => {
      throw new Problem(400, `This file cannot be read: ${error.message}.`, 'body');
    });
    return { report: report as ImportReport, prefixes, bytes, packed };
  }

  async rate(tenant: string | undefined, number: string): Promise<RateFound> {
    const estimate = { rate: estimateFor(number), deck: '', name: '', prefix: '' };
    return (await this.#parts.runner.thread?.rate(tenant ?? '', number)) ?? estimate;
  }

  propose(sample: string, timeZone: string, mapping: Readonly<Record<string, unknown>> | undefined): MappingProposal {
    return proposeFor(sample, timeZone || this.#parts.timeZone, mapping);
  }

  refuses(kind: string, setup: CallSourceSetup): string {
    return refusesSource(kind, setup);
  }

  changed(): Promise<void> {
    return this.#parts.changed();
  }
}

/** Packs what comes, piece by piece. @throws Problem 413 */
async function pack(stream: Readable): Promise<Buffer> {
  const gzip = createGzip({ level: 6 });
  const pieces: Buffer[] = [];
  let [came, kept] = [0, 0];
  const tooLarge = () => new Problem(413, 'A rate deck has at most 256 MB, and 64 MB packed.', 'body');
  const done = (async () => {
    for await (const piece of gzip) {
      kept += (piece as Buffer).length;
      if (kept > largestPacked) throw tooLarge();
      pieces.push(piece as Buffer);
    }
  })();
  done.catch(() => {});
  try {
    for await (const piece of stream) {
      came += (piece as Buffer).length;
      if (came > largestDeck) throw tooLarge();
      if (!gzip.write(piece)) await Promise.race([new Promise((resolve) => gzip.once('drain', resolve)), done]);
    }
    gzip.end();
    await done;
  } catch (error) {
    gzip.destroy();
    throw error;
  }
  return Buffer.concat(pieces);
}
