import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlertDetail } from '../../api/types.ts';
import { useMay } from '../../api/use-session.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Panel } from '../../parts/panel.tsx';
import { visibleText } from '../../parts/visible-text.ts';
import { IncidentTitle, useNumberText } from '../incident/incident-words.tsx';
import { NewIncidentDialog } from '../incidents/new-incident-dialog.tsx';
import { JoinIncidentDialog } from './join-incident-dialog.tsx';

/** The incident an alert is part of, or the ways to open one for it and to add it to another. */
export function AlertIncident({ alert }: { alert: AlertDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const numberText = useNumberText();
  const [dialog, setDialog] = useState<'open' | 'join'>();
  const close = () => setDialog(undefined);
  const { incident } = alert;
  if (!incident && !may('incidents:open')) return null;
  return (
    <Panel id="incident" title={t('incidents.ofAlert')}>
      {incident ? (
        <Link to="/incidents/$id" params={{ id: incident.id }}>
          <span className="strong">{numberText(incident.number)}</span> <IncidentTitle of={incident} max={160} />
        </Link>
      ) : (
        <div className="row wrap no-print">
          <Button onClick={() => setDialog('open')}>{t('incidents.openFromAlert')}</Button>
          {may('incidents:write') && (
            <Button variant="default" onClick={() => setDialog('join')}>
              {t('incidents.joinTitle')}
            </Button>
          )}
        </div>
      )}
      {dialog === 'join' && <JoinIncidentDialog alert={alert} onClose={close} />}
      {dialog === 'open' && (
        <NewIncidentDialog
          wish={{
            title: visibleText(format.text(alert.ruleTitle)).slice(0, 200),
            tenant: alert.tenant === 'provider' || alert.tenant === 'unassigned' ? '' : alert.tenant,
            alerts: [alert.id],
          }}
          onClose={close}
        />
      )}
    </Panel>
  );
}
