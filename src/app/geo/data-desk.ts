import { isoOrNull } from '../../api/present/geo.ts';
import { iso } from '../../api/present/instant.ts';
import type { GeoDataWire } from '../../api/schema/geo.ts';
import { type GeoCorrection, geoLicenceSecret } from '../../core/geo/records.ts';
import type { Result } from '../../core/result.ts';
import { providerTenant } from '../../core/tenant.ts';
import type { Text } from '../../core/text.ts';
import type { Generation } from '../../enrich/enrichers/geo/generations.ts';
import type { GeoEnricher } from '../../enrich/enrichers/geo/geo.ts';
import type { Store } from '../../store/store.ts';
import type { GeoDataStore } from './data/geo-data-store.ts';
import { defaultUpdateSettings, type UpdateForm } from './data/update-settings.ts';

export interface DataDeskParts {
  readonly store: Store;
  readonly files: GeoDataStore;
  readonly geo: GeoEnricher;
  /** Others that have the data open follow: read them again when `reload`, and lay these corrections over them. */
  readonly follow: (corrections: readonly GeoCorrection[], reload: boolean) => void;
  readonly changed: () => void;
  readonly alarm: (name: string, detail: string) => void;
  readonly log: (line: string) => void;
  readonly clock: () => number;
}

/** Telling every step of an update would be more telling than updating. */
const tellEveryMs = 1_000;

/** Country data in use, updates of them, and what the provider knows better. */
export class DataDesk {
  readonly #parts: DataDeskParts;
  #running: Promise<void> | undefined;
  #corrections: readonly GeoCorrection[] = [];

  constructor(parts: DataDeskParts) {
    this.#parts = parts;
  }

  /** Corrections as they hold. */
  get corrections(): readonly GeoCorrection[] {
    return this.#corrections;
  }

  /** Data that wait for a person, or that were in use before; undefined without any. */
  generation(which: 'held' | 'previous'): Generation | undefined {
    const { held, previous } = this.#parts.files.facts();
    return (which === 'held' ? held?.generation : previous) ?? undefined;
  }

  async show(): Promise<GeoDataWire> {
    const { geo, files, clock } = this.#parts;
    const now = clock();
    const { held, previous, running, lastTry } = files.facts();
    return {
      parts: geo.facts(now).map(({ date, ...part }) => ({ ...part, date: isoOrNull(date ?? 0) })),
      held: held && {
        ...{ at: iso(held.at), origin: held.origin, reasons: held.reasons.map((text) => ({ ...text })) },
        ...{ changedShare: held.changedShare, samples: held.samples.map((sample) => ({ ...sample })) },
      },
      previous: previous && { origin: previous.origin, date: isoOrNull(previous.madeAt) },
      running: running && { ...running },
      lastTry: lastTry && { at: iso(lastTry.at), ok: lastTry.ok, detail: { ...lastTry.detail } },
    };
  }

  /** Begins an update; false while one runs. */
  update(form: UpdateForm): boolean {
    if (this.#running) return false;
    this.#running = this.#update(form)
      .catch((error: Error) => this.#parts.log(`the update of country data failed: ${error.message}`))
      .finally(() => {
        this.#running = undefined;
        this.#parts.changed();
      });
    return true;
  }

  accept(): Promise<Result<true, Text>> {
    return this.#switched(this.#parts.files.accept());
  }

  /** What is in use stays as it is: nobody has to follow. */
  async dismiss(): Promise<Result<true, Text>> {
    const done = this.#parts.files.dismiss();
    if (done.ok) this.#parts.changed();
    return done;
  }

  revert(): Promise<Result<true, Text>> {
    return this.#switched(this.#parts.files.revert());
  }

  async keepLicence(key: string | null, { vault }: Store): Promise<void> {
    if (key === null) await vault.remove(providerTenant, geoLicenceSecret);
    else await vault.put(providerTenant, geoLicenceSecret, key);
  }

  async hasLicence(): Promise<boolean> {
    const secrets = await this.#parts.store.vault.list(providerTenant);
    return secrets.some(({ name }) => name === geoLicenceSecret);
  }

  /** Reads the corrections, and tells what of the data could not be used when they were opened. */
  async start(): Promise<void> {
    const { geo, alarm } = this.#parts;
    alarm('geo-data', geo.problems.map(({ en }) => en).join(' '));
    await this.renewed();
  }

  /** Reads the corrections anew and has everybody follow them. */
  async renewed(): Promise<void> {
    const all = await this.#parts.store.geo.corrections.list();
    const corrections = all.map(({ range, country, hosting }) => ({ range, country, hosting }));
    if (JSON.stringify(corrections) === JSON.stringify(this.#corrections)) return;
    this.#corrections = corrections;
    this.#use(false);
  }

  async stop(): Promise<void> {
    await this.#parts.files.stop();
    await this.#running;
  }

  async #update(form: UpdateForm): Promise<void> {
    const { store, files, changed, log } = this.#parts;
    const { maxmindAccount, heldFrom } = await store.geo.settings.get();
    const licenceKey =
      form.from === 'maxmind' ? ((await store.vault.open(providerTenant, geoLicenceSecret)) ?? '') : '';
    const settings = {
      ...{ ...defaultUpdateSettings, maxChangedCountries: heldFrom },
      maxmind: { ...defaultUpdateSettings.maxmind, accountId: maxmindAccount, licenceKey },
    };
    let told = 0;
    const { result, reasons } = await files.update(form, settings, () => {
      const now = this.#parts.clock();
      if (now - told < tellEveryMs) return;
      told = now;
      changed();
    });
    log(`update of country data: ${result}: ${reasons.map(({ en }) => en).join(' ')}`);
    this.#tellAlarms(result === 'refused' ? `The update of country data failed: ${reasons[0]?.en ?? ''}` : '');
    if (result === 'ok') this.#use(true);
  }

  async #switched(asked: Promise<Result<true, Text>>): Promise<Result<true, Text>> {
    const done = await asked;
    if (done.ok) this.#use(true);
    this.#parts.changed();
    return done;
  }

  /** What was there stays in use when the new data do not read; somebody hears of it. */
  #use(reload: boolean): void {
    const { geo, follow, alarm } = this.#parts;
    try {
      if (reload) geo.reload();
      geo.renew(this.#corrections);
      follow(this.#corrections, reload);
      alarm('geo-data', geo.problems.map(({ en }) => en).join(' '));
    } catch (error) {
      alarm('geo-data', `New country data are not used: ${(error as Error).message}`);
    }
  }

  #tellAlarms(update: string): void {
    this.#parts.alarm('geo-update', update);
  }
}
