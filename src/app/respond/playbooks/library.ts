import { randomUUID } from 'node:crypto';
import type { RespondNews } from '../../../api/ports/incident-desk.ts';
import type {
  PlaybookLibraryPort,
  PlaybookOutcome,
  PlaybookRefusal,
  PlaybookSecretsPort,
  ShownPlaybook,
  SuggestedPlaybook,
} from '../../../api/ports/playbooks.ts';
import type { PlaybookCheckWire, PlaybookDryWire } from '../../../api/schema/playbooks.ts';
import type { PlaybookFault } from '../../../core/playbook/fault.ts';
import type { Playbook } from '../../../core/playbook/playbook.ts';
import type { PlaybookRecord } from '../../../core/playbook/playbook-record.ts';
import type { VariableValues } from '../../../core/playbook/variable.ts';
import { ok, type Result, refused } from '../../../core/result.ts';
import type { Work } from '../../../core/work.ts';
import { secretsOf } from '../../../respond/playbook/authentication.ts';
import { checkPlaybook, isSound } from '../../../respond/playbook/check/check-playbook.ts';
import { dryRun } from '../../../respond/playbook/dry-run.ts';
import { faultSentence } from '../../../respond/playbook/fault-sentence.ts';
import { diffPlaybooks } from '../../../respond/playbook/library/diff-playbooks.ts';
import { incidentValues } from '../../../respond/playbook/library/incident-values.ts';
import { copyOf, newPlaybook, nextModified } from '../../../respond/playbook/library/new-playbook.ts';
import { playbookHead } from '../../../respond/playbook/library/playbook-head.ts';
import { suggestTypes } from '../../../respond/playbook/library/suggest.ts';
import { readPlaybook } from '../../../respond/playbook/read/read-playbook.ts';
import { variablesView } from '../../../respond/playbook/view/graph-view.ts';
import type { Store } from '../../../store/store.ts';
import { gatherBooks } from './gather-books.ts';
import { graphWire, shownFault } from './wire-views.ts';

export interface LibraryParts {
  readonly storeOf: (work: Work) => Store;
  readonly tell: (news: RespondNews) => void;
  readonly clock: () => number;
  readonly secrets: PlaybookSecretsPort;
  /** Hosts that requests of playbooks may go to. */
  readonly httpHosts: readonly string[];
}

/** Playbooks: reading, writing, checking. Nothing is kept that cannot be read, nothing put to use that cannot be run. */
export class PlaybookLibrary implements PlaybookLibraryPort {
  readonly #parts: LibraryParts;

  constructor(parts: LibraryParts) {
    this.#parts = parts;
  }

  get httpHosts(): readonly string[] {
    return this.#parts.httpHosts;
  }

  list(query: Parameters<PlaybookLibraryPort['list']>[0], work: Work) {
    return this.#of(work).list(query);
  }

  record(id: string, work: Work) {
    return this.#of(work).get(id);
  }

  versions(id: string, work: Work) {
    return this.#of(work).versions(id);
  }

  async get(id: string, which: string | undefined, work: Work): Promise<ShownPlaybook | undefined> {
    const record = await this.#of(work).get(id);
    if (!record) return undefined;
    const found = await this.#content(record, which, work);
    if (!found) return undefined;
    const { content, showing } = found;
    const faults = await this.#faultsOf(content, work);
    return {
      record,
      showing,
      content,
      faults: faults.map(shownFault),
      graph: graphWire(content, faults, undefined, await gatherBooks(content, this.#of(work))),
      variables: variablesView(content),
    };
  }

  async diff(id: string, from: string, to: string, work: Work) {
    const record = await this.#of(work).get(id);
    if (!record) return undefined;
    const [one, other] = [await this.#content(record, from, work), await this.#content(record, to, work)];
    return one && other ? diffPlaybooks(one.content, other.content) : undefined;
  }

  async create(wish: Parameters<PlaybookLibraryPort['create']>[0], work: Work): Promise<PlaybookOutcome> {
    const how = { uuid: randomUUID, author: randomUUID(), at: this.#parts.clock() };
    let content = newPlaybook(wish, how);
    if (wish.from !== '') {
      const record = await this.#of(work).get(wish.from);
      const found = record && (await this.#content(record, undefined, work));
      if (!found) return refused('missing');
      content = copyOf(found.content, wish.name, how);
    }
    return this.#asDraft(content, work);
  }

  async saveDraft(id: string, given: unknown, version: number | undefined, work: Work): Promise<PlaybookOutcome> {
    const read = readPlaybook(given);
    if (!read.ok) return refused({ faults: read.reason.map(shownFault) });
    if (read.value.id !== id) return refused({ faults: [shownFault(otherId(id))] });
    const faults = await this.#flowFaults(read.value, work);
    const by = work.actor.name;
    return this.#told(
      await this.#of(work).saveDraft(id, read.value, { head: playbookHead(read.value), faults, by }, version),
    );
  }

  async dropDraft(id: string, version: number | undefined, work: Work): Promise<PlaybookOutcome> {
    return this.#told(await this.#of(work).dropDraft(id, version));
  }

  async activate(id: string, which: string, version: number | undefined, work: Work): Promise<PlaybookOutcome> {
    const store = this.#of(work);
    const record = await store.get(id);
    const found = record && (await this.#content(record, which, work));
    if (!found) return refused('missing');
    const faults = await this.#faultsOf(found.content, work);
    if (!isSound(faults)) return refused({ faults: faults.map(shownFault) });
    const by = work.actor.name;
    const head = playbookHead(found.content);
    if (found.showing !== 'draft') return this.#told(await store.activate(id, found.showing, head, by, version));
    const newest = (await store.versions(id))
      .map(({ modified }) => modified)
      .sort((a, b) => Date.parse(b) - Date.parse(a))[0];
    // Whoever signed the draft did not sign the version that it becomes.
    const { signatures: _theirs, ...rest } = found.content;
    const content: Playbook = { ...rest, modified: nextModified(newest, this.#parts.clock()) };
    return this.#told(await store.release(id, { content, head, origin: 'edit' }, by, version ?? record.version));
  }

  async retire(id: string, version: number | undefined, work: Work): Promise<PlaybookOutcome> {
    return this.#told(await this.#of(work).retire(id, version));
  }

  async dismiss(id: string, version: number | undefined, work: Work): Promise<PlaybookOutcome> {
    return this.#told(await this.#of(work).dismiss(id, version));
  }

  async remove(id: string, version: number | undefined, work: Work): Promise<Result<void, PlaybookRefusal>> {
    const store = this.#of(work);
    const record = await store.get(id);
    if (!record) return refused('missing');
    if (record.shipped) return refused('shipped');
    if (!(await store.remove(id, version))) return refused('stale');
    this.#parts.tell({ what: 'playbooks', id, tenant: '' });
    return ok(undefined);
  }

  async take(given: unknown, as: 'version' | 'draft', activate: boolean, work: Work): Promise<PlaybookOutcome> {
    const read = readPlaybook(given);
    if (!read.ok) return refused({ faults: read.reason.map(shownFault) });
    const content = read.value;
    const store = this.#of(work);
    const by = work.actor.name;
    const head = playbookHead(content);
    if (as === 'draft') {
      const record = await store.get(content.id);
      if (!record) return this.#asDraft(content, work);
      // Somebody works on it: their draft is not written over.
      if (record.draft) return refused('there');
      const faults = await this.#flowFaults(content, work);
      return this.#told(await store.saveDraft(content.id, content, { head, faults, by }, record.version));
    }
    const faults = await this.#faultsOf(content, work);
    if (!isSound(faults)) return refused({ faults: faults.map(shownFault) });
    return this.#told(await store.take({ content, head, origin: 'import' }, activate, by));
  }

  async check(given: unknown, work: Work): Promise<PlaybookCheckWire> {
    const read = readPlaybook(given);
    const faults = read.ok ? await this.#faultsOf(read.value, work) : read.reason;
    const first = faults.find(({ weight }) => weight !== 'note');
    return {
      sound: read.ok && first === undefined,
      readable: read.ok,
      reason: first ? faultSentence(first) : { nl: '', en: '' },
      faults: faults.map(shownFault),
      graph: read.ok ? graphWire(read.value, faults, undefined, await gatherBooks(read.value, this.#of(work))) : null,
      variables: read.ok ? variablesView(read.value) : [],
    };
  }

  async dryRun(
    of: Parameters<PlaybookLibraryPort['dryRun']>[0],
    incident: string,
    given: VariableValues,
    work: Work,
  ): Promise<Result<PlaybookDryWire, PlaybookRefusal>> {
    let content: Playbook | undefined;
    if ('content' in of) {
      const read = readPlaybook(of.content);
      if (!read.ok) return refused({ faults: read.reason.map(shownFault) });
      content = read.value;
    } else {
      const record = await this.#of(work).get(of.id);
      content = record && (await this.#content(record, of.which, work))?.content;
    }
    if (!content) return refused('missing');
    const known = incident === '' ? undefined : await this.#parts.storeOf(work).incidents.get(incident);
    const values = { ...(known ? incidentValues(content, known) : {}), ...given };
    const missing = variablesView(content, values).filter(({ needed }) => needed);
    const find = await gatherBooks(content, this.#of(work));
    const lines = dryRun(content, values, find).map(({ trouble = null, ...line }) => ({ ...line, trouble }));
    return ok({ lines, values, missing });
  }

  async suggest(incident: string, work: Work): Promise<readonly SuggestedPlaybook[] | undefined> {
    const store = this.#parts.storeOf(work);
    const known = await store.incidents.get(incident);
    if (!known) return undefined;
    const suggestions = suggestTypes(known);
    const found: SuggestedPlaybook[] = [];
    for (const { type, fit, why } of suggestions)
      for (const record of await store.playbooks.list({ type })) {
        const version = record.active && (await store.playbooks.version(record.id, record.active.modified));
        if (version)
          found.push({
            record,
            fit,
            why,
            variables: variablesView(version.content, incidentValues(version.content, known)),
          });
      }
    return found.slice(0, 50);
  }

  #of(work: Work) {
    return this.#parts.storeOf(work).playbooks;
  }

  async #content(
    record: PlaybookRecord,
    which: string | undefined,
    work: Work,
  ): Promise<{ readonly showing: string; readonly content: Playbook } | undefined> {
    const store = this.#of(work);
    if (which === 'draft' || (which === undefined && record.draft)) {
      const content = await store.draft(record.id);
      return content && { showing: 'draft', content };
    }
    const newest = which === undefined && !record.active ? (await store.versions(record.id))[0]?.modified : undefined;
    const modified = which === undefined || which === 'active' ? (record.active?.modified ?? newest) : which;
    const version = modified === undefined ? undefined : await store.version(record.id, modified);
    return version && { showing: version.modified, content: version.content };
  }

  async #asDraft(content: Playbook, work: Work): Promise<PlaybookOutcome> {
    const faults = await this.#flowFaults(content, work);
    return this.#told(await this.#of(work).create(content, playbookHead(content), faults, work.actor.name));
  }

  async #flowFaults(content: Playbook, work: Work): Promise<number> {
    return (await this.#faultsOf(content, work)).filter(({ weight }) => weight !== 'note').length;
  }

  /** What is wrong with it here: among the playbooks and secrets there are. */
  async #faultsOf(content: Playbook, work: Work): Promise<readonly PlaybookFault[]> {
    const faults = checkPlaybook(content, await this.#knows(content, work));
    const wanted = secretsOf(content);
    if (wanted.length === 0) return faults;
    const kept = new Set((await this.#parts.secrets.list(work)).flatMap(({ name, opens }) => (opens ? name : [])));
    return [...faults, ...wanted.flatMap(({ id, name }) => (kept.has(name) ? [] : noSecret(id, name)))];
  }

  /** Whether there is a playbook that another one calls, in use or of the version it names. */
  async #knows(content: Playbook, work: Work): Promise<(id: string, version: string | undefined) => boolean> {
    const known = new Set<string>();
    for (const step of Object.values(content.workflow)) {
      if (step.type !== 'playbook-action' || step.playbook_id === undefined) continue;
      const { playbook_id: id, playbook_version: version } = step;
      const found =
        version === undefined ? (await this.#of(work).get(id))?.active : await this.#of(work).version(id, version);
      if (found) known.add(`${id} ${version ?? ''}`);
    }
    return (id, version) => known.has(`${id} ${version ?? ''}`);
  }

  #told<Reason extends PlaybookRefusal>(outcome: Result<PlaybookRecord, Reason>): Result<PlaybookRecord, Reason> {
    if (outcome.ok) this.#parts.tell({ what: 'playbooks', id: outcome.value.id, tenant: '' });
    return outcome;
  }
}

function noSecret(id: string, name: string): PlaybookFault {
  const sentence = {
    en: `no secret is kept under the name ${name}: until then what asks for it fails`,
    nl: `er is geen geheim bewaard met de naam ${name}: tot dan mislukt wat erom vraagt`,
  };
  const path = `authentication_info_definitions.${id}.kms_key_identifier`;
  return { step: '', stepName: '', path, sentence, weight: 'note' };
}

function otherId(id: string): PlaybookFault {
  const sentence = { en: `the id has to stay ${id}`, nl: `de id moet ${id} blijven` };
  return { step: '', stepName: '', path: 'id', sentence, weight: 'shape' };
}
