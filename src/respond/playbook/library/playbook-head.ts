import { planIncidentTypes } from '../../../core/plan/plan.ts';
import type { Playbook } from '../../../core/playbook/playbook.ts';
import type { PlaybookHead } from '../../../core/playbook/playbook-record.ts';

/** What lists say of a playbook: type of incident and language by its labels, steps without starts and ends. */
export function playbookHead({ name, description = '', labels = [], workflow }: Playbook): PlaybookHead {
  const known: readonly string[] = planIncidentTypes;
  return {
    ...{ name, description, labels },
    type: labels.find((label) => known.includes(label)) ?? '',
    language: labels.find((label): label is 'nl' | 'en' => label === 'nl' || label === 'en') ?? '',
    steps: Object.values(workflow).filter(({ type }) => type !== 'start' && type !== 'end').length,
  };
}
