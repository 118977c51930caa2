import { useTranslation } from 'react-i18next';
import type { IncidentWire } from '../../../../src/api/schema/incidents.ts';
import { ReasonDialog } from './reason-dialog.tsx';
import { useIncidentAct, useRefusal } from './use-incident-act.ts';

/** Makes a resolved or closed incident work again. */
export function ReopenDialog({ incident, onClose }: { incident: IncidentWire; onClose: () => void }) {
  const { t } = useTranslation();
  const act = useIncidentAct(incident.id, true);
  const refusal = useRefusal();
  return (
    <ReasonDialog
      draft={`incident.${incident.id}.reopen`}
      title={t('incidents.reopenTitle')}
      text={t('incidents.reopenText')}
      submit={t('incidents.reopenSubmit')}
      busy={act.isPending}
      faults={act.error ? refusal(act.error) : undefined}
      onSubmit={(reason, sent) => act.mutate({ act: { act: 'reopen', reason } }, { onSuccess: sent })}
      onClose={onClose}
    />
  );
}
