import { NativeSelect, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { IncidentTaskWire, IncidentWire } from '../../../../src/api/schema/incidents.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useKept } from '../../parts/use-kept.ts';
import { visibleText } from '../../parts/visible-text.ts';
import { ReasonDialog } from './reason-dialog.tsx';
import { useIncidentAct, useRefusal } from './use-incident-act.ts';

const none: Readonly<Record<string, string>> = {};

/** A task is done: what shows it, and answers to what its playbook wants to know. */
export function FinishTask({
  incident,
  task,
  onClose,
}: {
  incident: IncidentWire;
  task: IncidentTaskWire;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const act = useIncidentAct(incident.id, true);
  const refusal = useRefusal();
  const [values, keep, forget] = useKept(`incident.${incident.id}.answers.${task.id}`, none);
  // A text may be left empty, and is an answer then too. What is known already stands there to be confirmed.
  const texts = task.asks.filter(({ type }) => type === 'string').map(({ name }) => [name, ''] as const);
  const known = task.asks.flatMap(({ name, value }) => (value === null ? [] : [[name, value] as const]));
  const answers: Readonly<Record<string, string>> = {
    ...Object.fromEntries(texts),
    ...Object.fromEntries(known),
    ...values,
  };
  /** A refusal names variables; people know them by what is asked. */
  const named = (fault: string) =>
    task.asks.reduce(
      (text, { name, description }) => text.replaceAll(name, `“${visibleText(description || name)}”`),
      fault,
    );
  return (
    <ReasonDialog
      draft={`incident.${incident.id}.finish.${task.id}`}
      title={t('incidents.taskFinishTitle', { title: visibleText(task.title) })}
      text={task.doubt ? format.text(task.doubt) : undefined}
      label={t('incidents.taskEvidence')}
      help={visibleText(task.evidenceWanted) || t('incidents.taskEvidenceHelp')}
      submit={t('incidents.taskDone')}
      optional={task.evidenceWanted === ''}
      busy={act.isPending}
      faults={act.error ? refusal(act.error).map(named) : undefined}
      onSubmit={(evidence, sent) =>
        act.mutate(
          { act: { act: 'finish-task', task: task.id, evidence, values: answers } },
          {
            onSuccess: () => {
              forget();
              sent();
            },
          },
        )
      }
      onClose={onClose}
    >
      {task.asks.map(({ name, type, description }) => {
        const label = visibleText(description || name);
        const value = answers[name] ?? '';
        const change = (next: string) => keep({ ...values, [name]: next });
        if (type === 'bool') {
          return (
            <NativeSelect
              key={name}
              label={label}
              value={value}
              onChange={(event) => change(event.currentTarget.value)}
              data={[
                { value: '', label: t('incidents.unknown') },
                { value: 'true', label: t('incidents.yes') },
                { value: 'false', label: t('incidents.no') },
              ]}
            />
          );
        }
        return (
          <TextInput
            key={name}
            label={label}
            value={value}
            onChange={(event) => change(event.currentTarget.value)}
            maxLength={10_000}
            autoComplete="off"
            spellCheck={false}
          />
        );
      })}
    </ReasonDialog>
  );
}
