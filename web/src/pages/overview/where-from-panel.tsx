import { Skeleton } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLive } from '../../api/live.tsx';
import type { Overview } from '../../api/types.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Empty } from '../../parts/empty.tsx';
import { Panel } from '../../parts/panel.tsx';
import { CountryTable } from './country-table.tsx';

const WorldMap = lazy(() => import('./world-map.tsx').then((module) => ({ default: module.WorldMap })));

/** Where attempts come from: one map and the table beside it. */
export function WhereFromPanel({ overview }: { overview: Overview }) {
  const { t } = useTranslation();
  const { tick } = useLive();
  const [pointed, setPointed] = useState<string>();
  const format = useFormat();
  const navigate = useNavigate();
  const countries = tick?.countries ?? overview.countries;
  const marks = useMemo(
    () =>
      countries
        .filter(({ failed, succeeded }) => failed + succeeded > 0)
        .map(({ country, failed, succeeded, addresses }) => ({
          country,
          weight: failed,
          text: `${format.country(country)}: ${format.number(failed)} ${t('overview.failed').toLowerCase()}, ${format.number(succeeded)} ${t('overview.succeeded').toLowerCase()}, ${t('overview.addresses', { count: addresses })}`,
        })),
    [countries, format, t],
  );
  const open = useCallback((country: string) => void navigate({ to: '/search', search: { country } }), [navigate]);
  return (
    <Panel id="where-from" title={t('overview.whereFrom')} aside={t('overview.whereFromAside')} flush>
      <div className="bw-where">
        <Suspense fallback={<Skeleton className="bw-map" />}>
          <WorldMap label={t('overview.mapLabel')} marks={marks} pointed={pointed} onPoint={setPointed} onOpen={open} />
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
