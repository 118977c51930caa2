import { ActionIcon, Button, Menu } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { IncidentTaskWire, IncidentWire } from '../../../../src/api/schema/incidents.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { ByName } from '../../parts/by-name.tsx';
import { IconDots } from '../../parts/icons.ts';
import { ToneIcon } from '../../parts/mark.tsx';
import { Raw } from '../../parts/raw.tsx';
import { visibleText } from '../../parts/visible-text.ts';
import { FinishTask } from './finish-task.tsx';
import { DueTime } from './incident-words.tsx';
import { ReasonDialog } from './reason-dialog.tsx';
import { TaskForm, taskOf } from './task-form.tsx';
import { useIncidentAct, useRefusal } from './use-incident-act.ts';

type Asked = 'finish' | 'change' | 'drop-task' | 'fail-task';

/** A task that is open: who, before when, and the button that ends it. */
export function TaskRow({ incident, task }: { incident: IncidentWire; task: IncidentTaskWire }) {
  const { t } = useTranslation();
  const format = useFormat();
  const act = useIncidentAct(incident.id);
  const [asked, setAsked] = useState<Asked>();
  const wantsMore = task.asks.length > 0 || task.evidenceWanted !== '' || task.doubt !== null;
  const finish = () =>
    wantsMore
      ? setAsked('finish')
      : act.mutate({ act: { act: 'finish-task', task: task.id, evidence: '', values: {} } });
  const owner = task.owner ? (
    <ByName name={task.owner.name} />
  ) : task.role ? (
    t(`incidents.role-${task.role}`)
  ) : (
    <span className="amber">{t('incidents.taskNobody')}</span>
  );
  const shown = visibleText(task.title);
  return (
    <li className="bw-task" data-task={task.id} data-mine={task.mine || undefined}>
      <ToneIcon tone={task.overdue ? 'red' : task.mine ? 'blue' : 'dim'} />
      <div>
        <span className={task.mine ? 'strong' : undefined}>
          <Raw text={task.title} max={300} />
        </span>
        <div className="dim">
          {owner}
          {task.mine && ` · ${t('incidents.taskMine')}`}
          {task.due && (
            <>
              {' · '}
              {task.overdue ? (
                <DueTime at={task.due} overdue />
              ) : (
                t('incidents.taskBefore', { time: format.clock(task.due) })
              )}
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
        {task.doubt && <div className="amber">{format.text(task.doubt)}</div>}
        {task.details && (
          <details className="bw-task-details">
            <summary>{t('incidents.why')}</summary>
            <p className="bw-plain-lines">
              <Raw text={task.details} max={8000} />
            </p>
          </details>
        )}
      </div>
      {incident.may.write && (
        <div className="bw-task-acts no-print">
          <Button
            onClick={finish}
            loading={act.isPending && act.variables?.act.act === 'finish-task'}
            aria-label={t('incidents.taskFinishTitle', { title: shown })}
          >
            {t(wantsMore ? 'incidents.taskDoneShow' : 'incidents.taskDone')}
          </Button>
          <Menu position="bottom-end" withinPortal>
            <Menu.Target>
              <ActionIcon size={30} aria-label={`${t('incidents.more')}: ${shown}`}>
                <IconDots size={16} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              {!task.mine && (
                <Menu.Item
                  onClick={() =>
                    act.mutate({
                      act: { act: 'change-task', task: task.id, owner: 'me' },
                      over: { seen: incident, part: taskOf(task.id) },
                    })
                  }
                >
                  {t('incidents.taskTake')}
                </Menu.Item>
              )}
              <Menu.Item onClick={() => setAsked('finish')}>{t('incidents.taskDoneShow')}</Menu.Item>
              <Menu.Item onClick={() => setAsked('change')}>{t('incidents.taskChange')}</Menu.Item>
              {task.run && <Menu.Item onClick={() => setAsked('fail-task')}>{t('incidents.taskFail')}</Menu.Item>}
              <Menu.Item onClick={() => setAsked('drop-task')}>{t('incidents.taskDrop')}</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </div>
      )}
      {asked === 'finish' && <FinishTask incident={incident} task={task} onClose={() => setAsked(undefined)} />}
      {asked === 'change' && <TaskForm incident={incident} task={task} onClose={() => setAsked(undefined)} />}
      {(asked === 'drop-task' || asked === 'fail-task') && (
        <EndWithReason incident={incident} task={task} end={asked} onClose={() => setAsked(undefined)} />
      )}
    </li>
  );
}

function EndWithReason({
  incident,
  task,
  end,
  onClose,
}: {
  incident: IncidentWire;
  task: IncidentTaskWire;
  end: 'drop-task' | 'fail-task';
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const act = useIncidentAct(incident.id, true);
  const refusal = useRefusal();
  const title = visibleText(task.title);
  const fails = end === 'fail-task';
  return (
    <ReasonDialog
      draft={`incident.${incident.id}.${end}.${task.id}`}
      title={fails ? t('incidents.taskFailTitle', { title }) : t('incidents.taskDropTitle', { title })}
      text={fails ? t('incidents.taskFailText') : task.run ? t('incidents.taskDropRunText') : undefined}
      submit={t(
        fails ? 'incidents.taskFailSubmit' : task.run ? 'incidents.taskDropRunSubmit' : 'incidents.taskDropSubmit',
      )}
      busy={act.isPending}
      faults={act.error ? refusal(act.error) : undefined}
      onSubmit={(reason, sent) =>
        act.mutate(
          {
            act: fails
              ? { act: 'fail-task', task: task.id, reason, evidence: '' }
              : { act: 'drop-task', task: task.id, reason },
          },
          { onSuccess: sent },
        )
      }
      onClose={onClose}
    />
  );
}
