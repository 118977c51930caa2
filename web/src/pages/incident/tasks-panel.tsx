import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { IncidentTaskWire, IncidentWire } from '../../../../src/api/schema/incidents.ts';
import { ByName } from '../../parts/by-name.tsx';
import { Empty } from '../../parts/empty.tsx';
import { IconPlus } from '../../parts/icons.ts';
import { ToneIcon } from '../../parts/mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Raw } from '../../parts/raw.tsx';
import { Clock } from '../../parts/time.tsx';
import { ReopenTask } from './reopen-task.tsx';
import { TaskForm } from './task-form.tsx';
import { TaskRow } from './task-row.tsx';

/** What has to be done: overdue first, then by time; what is finished is folded away. */
export function TasksPanel({ incident }: { incident: IncidentWire }) {
  const { t } = useTranslation();
  const [adding, setAdding] = useState(false);
  const { tasks } = incident;
  const open = tasks.filter(({ state }) => state === 'open').sort(byTime);
  const ended = tasks.filter(({ state }) => state !== 'open');
  return (
    <Panel
      id="tasks"
      title={t('incidents.tasks')}
      aside={tasks.length > 0 ? t('incidents.tasksAside', { done: ended.length, total: tasks.length }) : undefined}
      flush
    >
      {tasks.length === 0 && <Empty title={t('incidents.tasksEmpty')} text={t('incidents.tasksEmptyText')} />}
      {open.length > 0 && (
        <ul className="bw-lines bw-tasks">
          {open.map((task) => (
            <TaskRow key={task.id} incident={incident} task={task} />
          ))}
        </ul>
      )}
      {ended.length > 0 && (
        <details className="bw-tasks-ended">
          <summary>{t('incidents.tasksEnded', { count: ended.length })}</summary>
          <ul className="bw-lines">
            {ended.map((task) => (
              <EndedTask key={task.id} incident={incident} task={task} />
            ))}
          </ul>
        </details>
      )}
      {incident.may.write && (
        <div className="bw-table-foot no-print">
          <Button leftSection={<IconPlus size={14} />} onClick={() => setAdding(true)}>
            {t('incidents.taskAdd')}
          </Button>
        </div>
      )}
      {adding && <TaskForm incident={incident} onClose={() => setAdding(false)} />}
    </Panel>
  );
}

function byTime(a: IncidentTaskWire, b: IncidentTaskWire): number {
  return (a.due ?? '9').localeCompare(b.due ?? '9') || a.createdAt.localeCompare(b.createdAt);
}

function EndedTask({ incident, task }: { incident: IncidentWire; task: IncidentTaskWire }) {
  const { t } = useTranslation();
  const tone = task.state === 'done' ? 'green' : task.state === 'failed' ? 'red' : 'dim';
  return (
    <li className="bw-task" data-task={task.id}>
      <ToneIcon tone={tone} />
      <div>
        <Raw text={task.title} max={300} />
        <div className="dim">
          {task.endedBy && <ByName name={task.endedBy.name} />}
          {task.endedAt && (
            <>
              , <Clock at={task.endedAt} />
            </>
          )}
          {task.evidence && (
            <>
              {' · '}
              {t('incidents.taskEvidenceIs', { text: '' })}
              <Raw text={task.evidence} max={300} />
            </>
          )}
          {task.reason && (
            <>
              {' · '}
              {task.state === 'failed' && t('incidents.taskFailedIs', { text: '' })}
              {task.state === 'not-applicable' && t('incidents.taskReasonIs', { text: '' })}
              <Raw text={task.reason} max={300} />
            </>
          )}
          {task.run && (
            <>
              {' · '}
              <Link to="/runs/$id" params={{ id: task.run }}>
                {t('incidents.taskOfRun')}
              </Link>
            </>
          )}
        </div>
      </div>
      {incident.may.write && !task.run && <ReopenTask incident={incident} task={task} />}
    </li>
  );
}
