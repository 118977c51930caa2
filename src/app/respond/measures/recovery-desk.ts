import type { Asker } from '../../../api/ports/incident-desk.ts';
import type { MeasureRefusal, RecoveryPort } from '../../../api/ports/measures.ts';
import { alertLink } from '../../../core/incident/alert-link.ts';
import type { Incident } from '../../../core/incident/incident.ts';
import type {
  ProbeTarget,
  Recovery,
  RecoveryPhaseName,
  RecoveryTest,
  RecoveryTestName,
} from '../../../core/incident/recovery.ts';
import { ok, type Result, refused } from '../../../core/result.ts';
import { providerTenant } from '../../../core/tenant.ts';
import type { Text } from '../../../core/text.ts';
import type { Work } from '../../../core/work.ts';
import { moment } from '../../../respond/incident/words.ts';
import { outcomeWords } from '../../../respond/measures/outcome-words.ts';
import { finishPhase, newPhases, recoveryWords, withTest } from '../../../respond/measures/recovery.ts';
import { ownAsker } from '../asker.ts';
import type { MeasureParts } from './measure-parts.ts';
import { probe, probeSecret } from './probes.ts';

type Outcome = Result<Recovery, MeasureRefusal>;

/** Alerts looked at in one go. */
const mostAlerts = 2000;
const no = (sentence: Text, code: MeasureRefusal['code'] = 'not-now') => refused({ code, sentence });

/** The way back to production: tests phase by phase, then a time of extra watch. */
export class RecoveryDesk implements RecoveryPort {
  readonly #parts: MeasureParts;

  constructor(parts: MeasureParts) {
    this.#parts = parts;
  }

  get(incident: string, work: Work): Promise<Recovery | undefined> {
    return this.#parts.storeOf(work).recoveries.get(incident);
  }

  async begin(id: string, asker: Asker): Promise<Outcome> {
    const incident = await this.#parts.incidents.get(id, asker.work);
    if (!incident) return no(outcomeWords.noIncident, 'missing');
    const { recoveries } = this.#parts.storeOf(asker.work);
    const before = await recoveries.get(id);
    if (before) return ok(before);
    const recovery = await recoveries.begin({ incident: id, tenant: incident.tenant, phases: newPhases() });
    await this.#write(recovery, recoveryWords.begun, 'decision', asker, 'recovery:begun');
    return ok(recovery);
  }

  async probe(
    id: string,
    phase: RecoveryPhaseName,
    test: RecoveryTestName,
    given: Readonly<Record<string, string>>,
    asker: Asker,
  ): Promise<Outcome> {
    if (test === 'emergency-route') return no(recoveryWords.never112, 'wrong');
    const recovery = await this.get(id, asker.work);
    if (!recovery) return no(recoveryWords.notBegun, 'missing');
    const action = test === 'register' ? 'probe-register' : 'probe-call';
    const { ok: passed, sentence } = await probe(this.#parts, { action, with: given, incident: id }, asker.work);
    return this.#put(
      id,
      phase,
      { test, state: passed ? 'passed' : 'failed', evidence: sentence, how: 'measured' },
      asker,
    );
  }

  async say(
    id: string,
    phase: RecoveryPhaseName,
    said: Parameters<RecoveryPort['say']>[2],
    asker: Asker,
  ): Promise<Outcome> {
    const { test, outcome, evidence, person } = said;
    const route = test === 'emergency-route';
    if (route && outcome !== 'not-applicable' && person === '') return no(recoveryWords.whoLooked, 'wrong');
    const words = route && person !== '' ? `${person}: ${evidence}` : evidence;
    return this.#put(id, phase, { test, state: outcome, evidence: { nl: words, en: words }, how: 'said' }, asker);
  }

  async finish(id: string, phase: RecoveryPhaseName, asker: Asker): Promise<Outcome> {
    const outcome = await this.#change(id, asker, ({ phases }) =>
      finishPhase(phases, phase, asker.by, this.#parts.clock()),
    );
    if (outcome.ok) await this.#write(outcome.value, recoveryWords.finished(phase), 'action', asker);
    return outcome;
  }

  async watch(id: string, hours: number, asker: Asker): Promise<Outcome> {
    const { incidents, clock, storeOf } = this.#parts;
    const incident = await incidents.get(id, asker.work);
    if (!incident) return no(outcomeWords.noIncident, 'missing');
    const customers = customersOf(incident);
    if (customers.length === 0 && hours > 0) return no(recoveryWords.nobodyToWatch, 'wrong');
    const from = clock();
    const until = from + Math.round(hours * 3_600_000);
    // Watching may be wanted without the tests.
    await storeOf(asker.work).recoveries.begin({ incident: id, tenant: incident.tenant, phases: newPhases() });
    const changed = await storeOf(asker.work).recoveries.change(id, ({ phases, watch }) => ({
      phases,
      watch:
        hours > 0
          ? { from: watch?.from ?? from, until, customers, by: asker.by, joined: watch?.joined ?? 0 }
          : undefined,
    }));
    if (!changed) return no(recoveryWords.notBegun, 'missing');
    const text = hours > 0 ? recoveryWords.watching(moment(until)) : recoveryWords.watchEnded;
    await this.#write(changed, text, 'decision', asker);
    return ok(changed);
  }

  /** Alerts of customers that are watched and belong to no incident join theirs. */
  async lookOut(): Promise<void> {
    const { store, incidents, clock, log } = this.#parts;
    for (const { incident, watch } of await store.recoveries.watching(clock())) {
      if (!watch) continue;
      let joined = 0;
      const customers = new Set(watch.customers);
      const ids = await store.incidents.unplaced(watch.from, mostAlerts);
      for (const { alert } of await store.alerts.byIds(ids)) {
        if (!customers.has(alert.tenant)) continue;
        const why = recoveryWords.joined;
        const outcome = await incidents.act(incident, { act: 'join-alert', alert: alertLink(alert), why }, ownAsker);
        if (outcome.ok) joined++;
        else if (typeof outcome.reason === 'object' && outcome.reason.code !== 'already')
          log(`alert ${alert.id} did not join the incident that watches: ${outcome.reason.texts[0].en}`);
      }
      if (joined > 0) {
        const after = await store.recoveries.change(incident, (now) =>
          now.watch ? { phases: now.phases, watch: { ...now.watch, joined: now.watch.joined + joined } } : undefined,
        );
        if (after) this.#tell(after);
      }
    }
  }

  targets(tenant: string | undefined, work: Work): Promise<readonly ProbeTarget[]> {
    return this.#parts.storeOf(work).recoveries.targets(tenant);
  }

  async putTarget(
    target: Omit<ProbeTarget, 'accounts'>,
    { account, password }: { readonly account: string; readonly password: string },
    work: Work,
  ): Promise<Result<ProbeTarget, MeasureRefusal>> {
    const { recoveries, vault } = this.#parts.storeOf(work);
    const before = await recoveries.target(target.tenant, target.asset);
    const accounts = new Set(before?.accounts ?? []);
    if (account !== '' && password !== '') {
      await vault.put(target.tenant, probeSecret(target.asset, account), password);
      accounts.add(account);
    }
    const kept = { ...target, accounts: [...accounts] };
    await recoveries.putTarget(kept);
    return ok(kept);
  }

  async #put(
    id: string,
    phase: RecoveryPhaseName,
    test: Omit<RecoveryTest, 'by' | 'at'>,
    asker: Asker,
  ): Promise<Outcome> {
    const at = this.#parts.clock();
    const outcome = await this.#change(id, asker, ({ phases }) =>
      withTest(phases, phase, { ...test, by: asker.by, at }),
    );
    if (!outcome.ok) return outcome;
    const { state, evidence } = test;
    const text =
      state === 'not-applicable'
        ? recoveryWords.skipped(phase, test.test, evidence.en)
        : recoveryWords.tested(phase, test.test, state === 'passed', evidence);
    await this.#write(outcome.value, text, 'evidence', asker);
    return outcome;
  }

  async #change(
    id: string,
    asker: Asker,
    judge: (recovery: Recovery) => Result<Recovery['phases'], Text>,
  ): Promise<Outcome> {
    let refusal: Text = recoveryWords.notBegun;
    const changed = await this.#parts.storeOf(asker.work).recoveries.change(id, (recovery) => {
      const phases = judge(recovery);
      if (phases.ok) return { phases: phases.value, watch: recovery.watch };
      refusal = phases.reason;
      return undefined;
    });
    return changed ? ok(changed) : no(refusal, refusal === recoveryWords.notBegun ? 'missing' : 'not-now');
  }

  async #write(recovery: Recovery, text: Text, kind: 'decision' | 'action' | 'evidence', asker: Asker, key?: string) {
    const act = { act: 'add-entry', kind, text, internal: false, ...(key && { key }) } as const;
    await this.#parts.incidents.act(recovery.incident, act, asker);
    this.#tell(recovery);
  }

  #tell({ incident, tenant }: Recovery): void {
    this.#parts.tell({ what: 'measures', id: incident, tenant });
  }
}

function customersOf({ tenant, impact }: Incident): readonly string[] {
  return [...new Set([tenant, ...impact.customers])].filter((id) => id !== providerTenant).slice(0, 500);
}
