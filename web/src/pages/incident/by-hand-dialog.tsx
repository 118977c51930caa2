import { useTranslation } from 'react-i18next';
import type { IncidentWire } from '../../../../src/api/schema/incidents.ts';
import { ReasonDialog } from './reason-dialog.tsx';
import { useIncidentAct, useRefusal } from './use-incident-act.ts';

/** Something that was changed outside Belwacht for the duration: kept on the list of what has to be undone. */
export function ByHandDialog({ incident, onClose }: { incident: IncidentWire; onClose: () => void }) {
  const { t } = useTranslation();
  const act = useIncidentAct(incident.id, true);
  const refusal = useRefusal();
  return (
    <ReasonDialog
      draft={`incident.${incident.id}.by-hand`}
      title={t('incidents.measureAddTitle')}
      text={t('incidents.measureAddText')}
      label={t('incidents.measureAddWhat')}
      submit={t('incidents.measureAddSubmit')}
      busy={act.isPending}
      faults={act.error ? refusal(act.error) : undefined}
      onSubmit={(what, sent) =>
        act.mutate({ act: { act: 'add-measure', what, owner: 'me', until: null } }, { onSuccess: sent })
      }
      onClose={onClose}
    />
  );
}
