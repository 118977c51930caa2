import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { ok, type Result, refused } from '../../../core/result.ts';
import type { Text } from '../../../core/text.ts';
import { type Generation, loadGeneration } from '../../../enrich/enrichers/geo/generations.ts';
import { prepareGeo } from '../../../enrich/enrichers/geo/geo.ts';
import type { OpenOptions } from '../../../enrich/enrichers/geo/open-database.ts';
import { type DataState, type HeldData, type LastTry, readState, removeLeftovers, writeState } from './data-state.ts';
import type { UpdateProgress } from './fetched.ts';
import type { UpdateOutcome } from './run-update.ts';
import { reasonOf } from './update-error.ts';
import { UpdateProcess } from './update-process.ts';
import { defaultUpdateSettings, type UpdateForm, type UpdateSettings } from './update-settings.ts';

/** The options with which the data are opened everywhere else; the data directory is the store's own. */
export interface GeoDataOptions extends OpenOptions {
  readonly dataDirectory: string;
  /** Clock, ms UTC. */
  readonly now?: () => number;
}

/** What became of an update. `ok`: in force from now on, whoever has the data open reads them again. */
export interface UpdateResult {
  readonly result: 'ok' | 'unchanged' | 'held' | 'refused';
  /** Why it is held or was refused; what was done otherwise. */
  readonly reasons: readonly Text[];
}

export interface GeoDataFacts {
  readonly current: Generation;
  readonly previous: Generation | null;
  readonly held: HeldData | null;
  readonly running: { readonly step: string; readonly share: number } | null;
  readonly lastTry: LastTry | null;
}

/**
 * The data that updates brought in, in a directory of their own: those in force, those before, and those that wait for a
 * person. Whatever fails leaves what is in force.
 */
export class GeoDataStore {
  readonly #options: GeoDataOptions;
  readonly #now: () => number;
  #state: DataState;
  #running: { step: string; share: number } | undefined;
  #process: UpdateProcess | undefined;
  /** Makes the directory when there is none. */
  constructor(options: GeoDataOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    mkdirSync(options.dataDirectory, { recursive: true, mode: 0o700 });
    this.#state = readState(options.dataDirectory);
    removeLeftovers(options.dataDirectory, this.#state);
  }

  /** Of the store; `GeoEnricher.facts` has the age and the coverage of what is in force. */
  facts(): GeoDataFacts {
    const { current, previous, held, lastTry } = this.#state;
    return { current, previous, held, lastTry, running: this.#running ?? null };
  }

  held(): HeldData | null {
    return this.#state.held;
  }

  /** Fetches new data, checks them and puts them in force unless a person has to look. Refused while another update runs. */
  async update(
    form: UpdateForm,
    settings: UpdateSettings = defaultUpdateSettings,
    onProgress: UpdateProgress = () => {},
  ): Promise<UpdateResult> {
    if (this.#running) return { result: 'refused', reasons: [busy] };
    this.#running = { step: 'fetch', share: 0 };
    const now = this.#now();
    const { dataDirectory, cacheDirectory } = this.#options;
    try {
      const job = { form, settings, dataDirectory, cacheDirectory, id: randomBytes(6).toString('hex'), now };
      this.#process = new UpdateProcess(job, (step, share) => {
        this.#running = { step, share };
        onProgress(step, share);
      });
      return await this.#take(await this.#process.outcome, now);
    } catch (error) {
      return this.#failed(now, [reasonOf(error)]);
    } finally {
      this.#process = undefined;
      this.#running = undefined;
      this.#clean();
    }
  }

  /** Puts the data that wait in force. */
  async accept(): Promise<Result<true, Text>> {
    const { held } = this.#state;
    if (this.#running) return refused(busy);
    if (!held) return refused({ nl: 'Er wacht geen update.', en: 'No update waits.' });
    return this.#switchTo(held.generation, { held: null });
  }

  /** Takes the data before into force again; those in force become the ones before. */
  async revert(): Promise<Result<true, Text>> {
    const { previous } = this.#state;
    if (this.#running) return refused(busy);
    if (!previous) return refused({ nl: 'Er zijn geen gegevens van daarvoor.', en: 'There are no data from before.' });
    // Somebody chose it: packages that are newer do not undo that.
    return this.#switchTo({ ...previous, chosen: ['country', 'network'] }, {});
  }

  /** Throws away the data that wait. */
  dismiss(): Result<true, Text> {
    if (this.#running) return refused(busy);
    if (!this.#state.held) return refused({ nl: 'Er wacht geen update.', en: 'No update waits.' });
    this.#write({ ...this.#state, held: null });
    this.#clean();
    return ok(true);
  }

  /** Ends an update that runs. */
  async stop(): Promise<void> {
    const running = this.#process;
    running?.stop();
    await running?.outcome;
  }

  async #take(outcome: UpdateOutcome, at: number): Promise<UpdateResult> {
    if (outcome.kind === 'refused') return this.#failed(at, outcome.reasons);
    if (outcome.kind === 'unchanged') {
      const detail = {
        nl: `${outcome.origin} is al in gebruik.`,
        en: `${outcome.origin} is in use already.`,
      };
      this.#write({ ...this.#state, lastTry: { at, ok: true, detail } });
      return { result: 'unchanged', reasons: [detail] };
    }
    const { generation, reasons, changedShare, samples } = outcome;
    const { origin } = generation;
    if (outcome.kind === 'held') {
      const detail = {
        nl: `${origin} wacht op een besluit: ${reasons.map(({ nl }) => nl).join(' ')}`,
        en: `${origin} waits for a decision: ${reasons.map(({ en }) => en).join(' ')}`,
      };
      const held = { generation, at, origin, reasons, changedShare, samples };
      this.#write({ ...this.#state, held, lastTry: { at, ok: true, detail } });
      return { result: 'held', reasons };
    }
    const detail = { nl: `${origin} is nu in gebruik.`, en: `${origin} is in use now.` };
    const done = await this.#switchTo(generation, { held: null, lastTry: { at, ok: true, detail } });
    return done.ok ? { result: 'ok', reasons: [detail] } : this.#failed(at, [done.reason]);
  }

  #failed(at: number, reasons: readonly Text[]): UpdateResult {
    const detail = { nl: reasons.map(({ nl }) => nl).join(' '), en: reasons.map(({ en }) => en).join(' ') };
    try {
      this.#write({ ...this.#state, lastTry: { at, ok: false, detail } });
    } catch {
      // A full disk: what is told now is not remembered.
      this.#state = { ...this.#state, lastTry: { at, ok: false, detail } };
    }
    return { result: 'refused', reasons };
  }

  /** One file is replaced, which is in force at the next reading; then what readers need is made ready. */
  async #switchTo(generation: Generation, change: Partial<DataState>): Promise<Result<true, Text>> {
    const { dataDirectory } = this.#options;
    if (generation.file !== '' && !loadGeneration(dataDirectory, generation))
      return refused({
        nl: 'Het bestand met deze gegevens is beschadigd of weg; er is niets veranderd.',
        en: 'The file with these data is damaged or gone; nothing has changed.',
      });
    try {
      this.#write({ ...this.#state, ...change, current: generation, previous: this.#state.current });
    } catch (error) {
      return refused(reasonOf(error));
    }
    this.#clean();
    await prepareGeo(this.#options);
    return ok(true);
  }

  #write(state: DataState): void {
    writeState(this.#options.dataDirectory, state);
    this.#state = state;
  }

  #clean(): void {
    if (!this.#running) removeLeftovers(this.#options.dataDirectory, this.#state);
  }
}

const busy: Text = { nl: 'Er loopt al een update.', en: 'An update is running already.' };
