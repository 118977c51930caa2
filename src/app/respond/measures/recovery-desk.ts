import type { Asker } from '../../../api/ports/incident-desk.ts';
import type { MeasureRefusal, RecoveryPort } from '../../../api/ports/measures.ts';
import { type Incident, isIncidentOver } from '../../../core/incident/incident.ts';
import type {
  NewProbeTarget,
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
import {
  canBeginAnew,
  finishPhase,
  goBackTo,
  newPhases,
  recoveryWords,
  withTest,
} from '../../../respond/measures/recovery.ts';
import type { MeasureParts } from './measure-parts.ts';
import { customersOf } from './probe-place.ts';
import { probe, probeSecret } from './probes.ts';

type Outcome = Result<Recovery, MeasureRefusal>;

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
    const open = await this.#goingOn(id, asker.work);
    if (!open.ok) return open;
    const { recoveries } = this.#parts.storeOf(asker.work);
    const reopenings = open.value.reopened.length;
    const before = await recoveries.get(id);
    if (!before) {
      const recovery = await recoveries.begin({
        incident: id,
        tenant: open.value.tenant,
        phases: newPhases(),
        reopenings,
      });
      await this.#write(recovery, recoveryWords.begun, 'decision', asker, 'recovery:begun');
      return ok(recovery);
    }
    const anew = await recoveries.change(id, (now) =>
      canBeginAnew(now, open.value) ? { phases: newPhases(), round: now.round + 1, reopenings } : undefined,
    );
    if (!anew) return ok(before);
    await this.#write(anew, recoveryWords.begunAnew, 'decision', asker, `recovery:begun:${anew.round}`);
    return ok(anew);
  }

  canBegin(recovery: Recovery, incident: Incident): boolean {
    return !isIncidentOver(incident) && canBeginAnew(recovery, incident);
  }

  async goBack(id: string, phase: RecoveryPhaseName, reason: string, asker: Asker): Promise<Outcome> {
    const outcome = await this.#change(id, asker, ({ phases }) => goBackTo(phases, phase));
    if (outcome.ok) await this.#write(outcome.value, recoveryWords.wentBack(phase, reason), 'decision', asker);
    return outcome;
  }

  async probe(
    id: string,
    phase: RecoveryPhaseName,
    test: RecoveryTestName,
    given: Readonly<Record<string, string>>,
    asker: Asker,
  ): Promise<Outcome> {
    if (test === 'emergency-route') return no(recoveryWords.never112, 'wrong');
    const open = await this.#goingOn(id, asker.work);
    if (!open.ok) return open;
    const recovery = await this.get(id, asker.work);
    if (!recovery) return no(recoveryWords.notBegun, 'missing');
    const action = test === 'register' ? 'probe-register' : 'probe-call';
    const { ok: passed, sentence } = await probe(this.#parts, { action, with: given, incident: id });
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
    const { clock, storeOf } = this.#parts;
    const open = await this.#goingOn(id, asker.work);
    if (!open.ok && (hours > 0 || open.reason.code === 'missing')) return open;
    const { recoveries } = storeOf(asker.work);
    if (!open.ok || hours <= 0) {
      const ended = await recoveries.change(id, () => ({ watch: undefined }));
      if (!ended) return no(recoveryWords.notBegun, 'missing');
      await this.#write(ended, recoveryWords.watchEnded, 'decision', asker);
      return ok(ended);
    }
    const incident = open.value;
    const customers = watchedOf(incident);
    if (customers.length === 0) return no(recoveryWords.nobodyToWatch, 'wrong');
    const from = clock();
    const until = from + Math.round(hours * 3_600_000);
    // Watching may be wanted without the tests.
    const reopenings = incident.reopened.length;
    await recoveries.begin({ incident: id, tenant: incident.tenant, phases: newPhases(), reopenings });
    const changed = await recoveries.change(id, ({ watch }) => ({
      watch: { from: watch?.from ?? from, until, customers, by: asker.by, joined: watch?.joined ?? 0 },
    }));
    if (!changed) return no(recoveryWords.notBegun, 'missing');
    await this.#write(changed, recoveryWords.watching(moment(until)), 'decision', asker);
    return ok(changed);
  }

  targets(tenants: readonly string[] | undefined, work: Work): Promise<readonly ProbeTarget[]> {
    return this.#parts.storeOf(work).recoveries.targets(tenants);
  }

  async targetsOf(id: string, work: Work): Promise<readonly ProbeTarget[] | undefined> {
    const incident = await this.#parts.incidents.get(id, work);
    return incident && this.targets(customersOf(incident), work);
  }

  async putTarget(
    target: Omit<NewProbeTarget, 'accounts'>,
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
    await recoveries.putTarget({ ...target, accounts: [...accounts] });
    return ok((await recoveries.target(target.tenant, target.asset))!);
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
    const open = await this.#goingOn(id, asker.work);
    if (!open.ok) return open;
    let refusal: Text = recoveryWords.notBegun;
    const changed = await this.#parts.storeOf(asker.work).recoveries.change(id, (recovery) => {
      const phases = judge(recovery);
      if (phases.ok) return { phases: phases.value };
      refusal = phases.reason;
      return undefined;
    });
    return changed ? ok(changed) : no(refusal, refusal === recoveryWords.notBegun ? 'missing' : 'not-now');
  }

  /** The incident, when people still work on it. */
  async #goingOn(id: string, work: Work): Promise<Result<Incident, MeasureRefusal>> {
    const incident = await this.#parts.incidents.get(id, work);
    if (!incident) return no(outcomeWords.noIncident, 'missing');
    return isIncidentOver(incident) ? no(recoveryWords.over) : ok(incident);
  }

  /** What was seen at the tests is for the provider; how far it is everybody may know. */
  async #write(recovery: Recovery, text: Text, kind: 'decision' | 'action' | 'evidence', asker: Asker, key?: string) {
    const internal = kind === 'evidence';
    const act = { act: 'add-entry', kind, text, internal, ...(key && { key }) } as const;
    await this.#parts.incidents.act(recovery.incident, act, asker);
    this.#tell(recovery);
  }

  #tell({ incident, tenant }: Recovery): void {
    this.#parts.tell({ what: 'measures', id: incident, tenant });
  }
}

/** Customers whose alerts are looked out for. */
function watchedOf(incident: Incident): readonly string[] {
  return customersOf(incident)
    .filter((id) => id !== providerTenant)
    .slice(0, 500);
}
