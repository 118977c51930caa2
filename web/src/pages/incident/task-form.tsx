import { Button, Modal, NativeSelect, TextInput } from '@mantine/core';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { IncidentActForm, IncidentTaskWire, IncidentWire } from '../../../../src/api/schema/incidents.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { toast } from '../../parts/toast.tsx';
import { useKept } from '../../parts/use-kept.ts';
import { incidentRoles, OwnerChoice } from './owner-choice.tsx';
import { useIncidentAct, useRefusal } from './use-incident-act.ts';

const minutes = [15, 30, 60, 120, 240, 1440] as const;
type Role = IncidentTaskWire['role'];
interface Draft {
  title: string;
  owner: string;
  role: Role;
  /** Minutes from now; '' for no time, `keep` as it is. */
  due: string;
}

/** Adds a task, or changes one: what, who, before when. */
export function TaskForm({
  incident,
  task,
  onClose,
}: {
  incident: IncidentWire;
  task?: IncidentTaskWire;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const act = useIncidentAct(incident.id, true);
  const refusal = useRefusal();
  const seen = useRef(incident);
  const first: Draft = task
    ? { title: task.title, owner: idOf(task.owner?.id), role: task.role, due: task.due ? 'keep' : '' }
    : { title: '', owner: '', role: '', due: '' };
  const [draft, keep, forget] = useKept<Draft>(`incident.${incident.id}.task.${task?.id ?? 'new'}`, first);
  const change = (part: Partial<Draft>) => keep({ ...draft, ...part });
  const due = draft.due === '' ? null : new Date(Date.now() + Number(draft.due) * 60_000).toISOString();
  const wish = (): IncidentActForm => {
    const title = draft.title.trim();
    if (!task) return { act: 'add-task', title, details: '', owner: draft.owner, role: draft.role, due };
    return {
      ...{ act: 'change-task', task: task.id },
      // Only what is another than it was: the rest may have been changed by somebody else.
      ...(title !== task.title && { title }),
      ...(draft.owner !== first.owner && { owner: draft.owner }),
      ...(draft.role !== task.role && { role: draft.role }),
      ...(draft.due !== 'keep' && draft.due !== first.due && { due }),
    };
  };
  return (
    <Modal opened onClose={onClose} title={t(task ? 'incidents.taskChangeTitle' : 'incidents.taskAdd')} size={480}>
      <form
        className="stack loose"
        onSubmit={(event) => {
          event.preventDefault();
          act.mutate(
            { act: wish(), over: task && { seen: seen.current, part: taskOf(task.id) } },
            {
              onSuccess: () => {
                forget();
                onClose();
                if (!task) toast({ title: t('incidents.taskAdded'), brief: true });
              },
            },
          );
        }}
      >
        <TextInput
          label={t('incidents.taskTitle')}
          value={draft.title}
          onChange={(event) => change({ title: event.currentTarget.value })}
          maxLength={200}
          data-autofocus
        />
        <div className="bw-form-pair">
          <OwnerChoice
            label={t('incidents.taskOwner')}
            nobody={t('incidents.taskNobody')}
            value={draft.owner}
            current={task?.owner ?? null}
            onChange={(owner) => change({ owner })}
          />
          <NativeSelect
            label={t('incidents.taskRole')}
            value={draft.role}
            onChange={(event) => change({ role: event.currentTarget.value as Role })}
            data={[
              { value: '', label: '–' },
              ...incidentRoles.map((role) => ({ value: role, label: t(`incidents.role-${role}`) })),
            ]}
          />
        </div>
        <NativeSelect
          label={t('incidents.taskDue')}
          value={draft.due}
          onChange={(event) => change({ due: event.currentTarget.value })}
          data={[
            ...(task?.due ? [{ value: 'keep', label: format.clock(task.due) }] : []),
            { value: '', label: t('incidents.taskDueNone') },
            ...minutes.map((count) => ({
              value: String(count),
              label: t('incidents.taskDueIn', { time: format.duration(count * 60) }),
            })),
          ]}
        />
        {act.error && <p className="red">{refusal(act.error).join(' ')}</p>}
        <div className="bw-dialog-foot">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" variant="filled" disabled={draft.title.trim() === ''} loading={act.isPending}>
            {t(task ? 'common.save' : 'incidents.taskAdd')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

/** What a change of a task writes over. */
export function taskOf(id: string): (incident: IncidentWire) => unknown {
  return ({ tasks }) => {
    const task = tasks.find((one) => one.id === id);
    return task && [task.title, task.owner?.id, task.role, task.due, task.state];
  };
}

/** Id of a person out of the id of an actor. */
function idOf(actor: string | undefined): string {
  return actor?.startsWith('user:') ? actor.slice('user:'.length) : '';
}
