import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { IncidentTaskWire, IncidentWire } from '../../../../src/api/schema/incidents.ts';
import { visibleText } from '../../parts/visible-text.ts';
import { ReasonDialog } from './reason-dialog.tsx';
import { useIncidentAct, useRefusal } from './use-incident-act.ts';

/** Opens a finished task again, with a reason. */
export function ReopenTask({ incident, task }: { incident: IncidentWire; task: IncidentTaskWire }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const act = useIncidentAct(incident.id, true);
  const refusal = useRefusal();
  const title = t('incidents.taskReopenTitle', { title: visibleText(task.title) });
  return (
    <>
      <button type="button" className="link no-print" onClick={() => setAsking(true)} aria-label={title}>
        {t('incidents.taskReopen')}
      </button>
      {asking && (
        <ReasonDialog
          draft={`incident.${incident.id}.reopen.${task.id}`}
          title={title}
          submit={t('incidents.taskReopenSubmit')}
          busy={act.isPending}
          faults={act.error ? refusal(act.error) : undefined}
          onSubmit={(reason, sent) =>
            act.mutate({ act: { act: 'reopen-task', task: task.id, reason } }, { onSuccess: sent })
          }
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
