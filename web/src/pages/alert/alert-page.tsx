import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { RequestError } from '../../api/problem.ts';
import { alertQuery } from '../../api/queries.ts';
import { Empty } from '../../parts/empty.tsx';
import { Answer } from '../../parts/loading.tsx';
import { Panel } from '../../parts/panel.tsx';
import { AlertHead } from './alert-head.tsx';
import { AlertIncident } from './alert-incident.tsx';
import { DecisionsPanel } from './decisions-panel.tsx';
import { EvidencePanel } from './evidence-panel.tsx';
import { MoneyPanel } from './money-panel.tsx';
import { SeriesPanel } from './series-panel.tsx';
import { TimelinePanel } from './timeline-panel.tsx';
import { WhyPanel } from './why-panel.tsx';
import './alert.css';

/** One alert: what, for whom, since when, what was done, what is next, and everything it rests on. */
export function AlertPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/shell/alerts/$id' });
  const alert = useQuery(alertQuery(id));
  if (alert.error instanceof RequestError && alert.error.status === 404 && !alert.data) {
    return (
      <Panel>
        <Empty title={t('common.notFoundTitle')} text={t('alerts.notFound')} />
      </Panel>
    );
  }
  return (
    <Answer of={alert} rows={10}>
      {(detail) => (
        <>
          <AlertHead alert={detail} />
          <div className="bw-alert-columns">
            <div className="stack loose">
              {detail.calls && <MoneyPanel alert={detail} calls={detail.calls} />}
              {(!detail.calls || detail.evidence.length > 0) && <EvidencePanel alert={detail} />}
              <SeriesPanel alert={detail} />
              <WhyPanel alert={detail} />
            </div>
            <div className="stack loose">
              <AlertIncident alert={detail} />
              {(!detail.calls || detail.decisions.length > 0) && <DecisionsPanel alert={detail} />}
              <TimelinePanel alert={detail} />
            </div>
          </div>
        </>
      )}
    </Answer>
  );
}
