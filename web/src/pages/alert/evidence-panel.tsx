import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { AlertDetail } from '../../api/types.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Empty } from '../../parts/empty.tsx';
import { EventTable } from '../../parts/events/event-table.tsx';
import { Panel } from '../../parts/panel.tsx';

/** The first events of the alert, each with its original record. */
export function EvidencePanel({ alert }: { alert: AlertDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Panel
      id="evidence"
      title={t('alerts.evidence')}
      aside={
        <>
          {t('alerts.evidenceAside', { shown: alert.evidence.length, total: format.number(alert.count) })}
          {alert.sourceIp && (
            <>
              {' · '}
              <Link to="/search" search={{ ip: alert.sourceIp }}>
                {t('alerts.allEvents')}
              </Link>
            </>
          )}
        </>
      }
      flush
    >
      {alert.evidence.length === 0 ? (
        <Empty title={t('alerts.evidenceEmpty')} />
      ) : (
        <EventTable events={alert.evidence} label={t('alerts.evidence')} />
      )}
    </Panel>
  );
}
