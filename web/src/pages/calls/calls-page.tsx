import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { callsNowQuery } from '../../api/call-queries.ts';
import { useMay } from '../../api/use-session.ts';
import { ToneIcon } from '../../parts/mark.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { ViewTabs } from '../../parts/view-tabs.tsx';
import { useTenant } from '../../shell/use-tenant.ts';
import { CallListView } from './call-list-view.tsx';
import { DestinationsView } from './destinations-view.tsx';
import { NowView } from './now-view.tsx';
import { ReportView } from './report-view.tsx';
import { SourcesView } from './sources/sources-view.tsx';
import { StopDialog } from './stop-dialog.tsx';
import { StopsView } from './stops-view.tsx';
import './calls.css';

const views = [
  { id: 'now', name: 'calls.now', part: NowView },
  { id: 'list', name: 'calls.allTitle', part: CallListView },
  { id: 'destinations', name: 'calls.destinations', part: DestinationsView },
  { id: 'stops', name: 'calls.stops', part: StopsView },
  { id: 'report', name: 'calls.report', part: ReportView },
  { id: 'sources', name: 'calls.sources', part: SourcesView },
] as const;

/** Calls: what goes on, where to, what was stopped, and what would have been. */
export function CallsPage() {
  const { t } = useTranslation();
  const may = useMay();
  const asked = useSearch({ from: '/shell/calls' }).view;
  const view = views.find((one) => one.id === asked) ?? views[0];
  const now = useQuery(callsNowQuery(useTenant()));
  const [stopping, setStopping] = useState(false);
  const stops = now.data?.stops ?? 0;
  const above = now.data?.normal ? now.data.running > now.data.normal.high : false;
  return (
    <>
      <PageHeader
        tab={t('calls.title')}
        title={
          !now.data
            ? t('calls.title')
            : above
              ? t('calls.above')
              : stops > 0
                ? t('calls.stopsNow', { count: stops })
                : t('calls.calm')
        }
        lead={now.data && <ToneIcon tone={above || stops > 0 ? 'amber' : 'green'} size={18} />}
        aside={
          stops > 0 && (
            <Link to="/calls" search={{ view: 'stops' }}>
              {t('calls.what')}
            </Link>
          )
        }
      >
        {may('calls:stop') && (
          <Button variant="filled" onClick={() => setStopping(true)}>
            {t('calls.stop')}
          </Button>
        )}
      </PageHeader>
      <ViewTabs
        label={t('calls.views')}
        to="/calls"
        views={views.map(({ id, name }) => ({ id, name: t(name) }))}
        chosen={view.id}
      />
      <div className="stack loose">
        <view.part />
      </div>
      {stopping && <StopDialog wish={{}} onClose={() => setStopping(false)} />}
    </>
  );
}
