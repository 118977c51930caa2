import { Skeleton } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLive } from '../../api/live.tsx';
import type { Overview } from '../../api/types.ts';
import { Empty } from '../../parts/empty.tsx';
import { Panel } from '../../parts/panel.tsx';
import { CountryTable } from './country-table.tsx';

const WorldMap = lazy(() => import('./world-map.tsx').then((module) => ({ default: module.WorldMap })));

/** Where attempts come from: one map and the table beside it. */
export function WhereFromPanel({ overview }: { overview: Overview }) {
  const { t } = useTranslation();
  const { tick } = useLive();
  const [pointed, setPointed] = useState<string>();
  const countries = tick?.countries ?? overview.countries;
  return (
    <Panel id="where-from" title={t('overview.whereFrom')} aside={t('overview.whereFromAside')} flush>
      <div className="bw-where">
        <Suspense fallback={<Skeleton className="bw-map" />}>
          <WorldMap countries={countries} pointed={pointed} onPoint={setPointed} />
        </Suspense>
        {countries.length === 0 ? (
          <Empty title={t('overview.mapEmpty')} />
        ) : (
          <CountryTable countries={countries} pointed={pointed} onPoint={setPointed} />
        )}
      </div>
    </Panel>
  );
}
