import type { IncidentActor } from '../../core/incident/timeline.ts';
import type { Playbook } from '../../core/playbook/playbook.ts';
import type { EffectRecord, KeptEffect, RunHead, RunRecord, RunWait } from '../../core/playbook/playbook-record.ts';
import type { PlaybookRun } from '../../core/playbook/run.ts';

export interface RunHeadRow {
  id: string;
  tenant: string;
  incident: string;
  incident_number: number | null;
  playbook: string;
  modified: string;
  name: string;
  language: RunHead['language'];
  state: PlaybookRun['state'];
  started_at: number;
  started_by: IncidentActor;
  ended_at: number | null;
  steps_done: number;
  steps_failed: number;
  waits: RunWait[];
  version: number;
}

export interface RunRow extends RunHeadRow {
  books: Playbook[];
  run: Omit<PlaybookRun, 'playbooks'>;
}

export interface EffectRow {
  run: string;
  key: string;
  effect: KeptEffect;
  state: EffectRecord['state'];
  tries: number;
  error: string;
}

export function readRunHead(row: RunHeadRow): RunHead {
  const { id, tenant, incident, playbook, modified, name, language, state, waits, version } = row;
  return {
    ...{ id, tenant, incident, playbook, modified, name, language, state, waits, version },
    ...{ startedAt: row.started_at, startedBy: row.started_by, endedAt: row.ended_at ?? undefined },
    ...{ incidentNumber: row.incident_number ?? undefined, stepsDone: row.steps_done, stepsFailed: row.steps_failed },
  };
}

export function readRun(row: RunRow): RunRecord {
  return { ...readRunHead(row), run: { ...row.run, playbooks: row.books } };
}

export function readEffect({ run, key, effect, state, tries, error }: EffectRow): EffectRecord {
  return { run, key, effect, state, tries, error };
}
