import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { geoDataQuery } from '../../../api/geo-queries.ts';
import { useMay } from '../../../api/use-session.ts';
import { Answer } from '../../../parts/loading.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { CorrectionsPanel } from './corrections-panel.tsx';
import { DataParts } from './data-parts.tsx';
import { HeldUpdate } from './held-update.tsx';
import { UpdatePanel } from './update-panel.tsx';
import './data.css';

const limits = ['limit1', 'limit2', 'limit3', 'limit4', 'limit5'] as const;

/** Where countries and networks of addresses come from, how old that is, and own corrections. */
export function GeoDataView() {
  const { t } = useTranslation();
  const mayWrite = useMay()('geo:write');
  const data = useQuery({
    ...geoDataQuery,
    refetchInterval: ({ state }) => (state.data?.running ? 1000 : 60_000),
  });
  return (
    <>
      <Answer of={data} rows={6}>
        {(now) => (
          <>
            {now.held && <HeldUpdate held={now.held} mayWrite={mayWrite} />}
            <DataParts data={now} mayWrite={mayWrite} />
            <div className="bw-geo-data-columns">
              <CorrectionsPanel mayWrite={mayWrite} />
              <UpdatePanel data={now} mayWrite={mayWrite} />
            </div>
          </>
        )}
      </Answer>
      <Panel id="geo-limits" title={t('geoMap.limits')}>
        <ul className="bw-geo-data-limits">
          {limits.map((one) => (
            <li key={one}>{t(`geoMap.${one}`)}</li>
          ))}
        </ul>
      </Panel>
    </>
  );
}
