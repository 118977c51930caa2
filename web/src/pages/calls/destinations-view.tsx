import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallDestinations } from '../../../../src/api/schema/calls.ts';
import { destinationsQuery } from '../../api/call-queries.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Empty } from '../../parts/empty.tsx';
import { Answer } from '../../parts/loading.tsx';
import { Panel } from '../../parts/panel.tsx';
import { FilterChoice } from '../../parts/table/filter-choice.tsx';
import { useTenant } from '../../shell/use-tenant.ts';

const WorldMap = lazy(() => import('../overview/world-map.tsx').then((module) => ({ default: module.WorldMap })));
const spans = ['3600', '86400', '604800', '2592000'] as const;

/** Where calls went: the map by money, the table with everything. */
export function DestinationsView() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const asked = useSearch({ from: '/shell/calls' }).span;
  const span = spans.find((one) => one === asked) ?? '86400';
  const destinations = useQuery(destinationsQuery(useTenant(), Number(span)));
  return (
    <Panel
      id="call-destinations"
      title={t('calls.mapTitle', { span: t(`calls.span_${span}`) })}
      aside={
        <FilterChoice
          label={t('calls.destinations')}
          value={span}
          onChange={(next) => void navigate({ to: '/calls', search: (old) => ({ ...old, span: next }), replace: true })}
          choices={spans.map((one) => ({ value: one, label: t(`calls.span_${one}`) }))}
        />
      }
      flush
    >
      <Answer of={destinations} rows={10}>
        {(data) => <Shown data={data} />}
      </Answer>
    </Panel>
  );
}

function Shown({ data }: { data: CallDestinations }) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const [pointed, setPointed] = useState<string>();
  const { items } = data;
  const marks = useMemo(
    () =>
      items.map(({ country, calls, minutes, costEur }) => ({
        country,
        weight: costEur,
        text: t('calls.mapTell', {
          country: format.country(country),
          calls: format.number(calls),
          minutes: format.number(minutes),
          money: format.money(costEur),
        }),
      })),
    [items, format, t],
  );
  const open = useCallback(
    (country: string) => void navigate({ to: '/calls', search: { view: 'list', country } }),
    [navigate],
  );
  return (
    <div className="bw-calls-where">
      <Suspense fallback={<Skeleton className="bw-map" />}>
        <WorldMap label={t('calls.mapLabel')} marks={marks} pointed={pointed} onPoint={setPointed} onOpen={open} />
      </Suspense>
      {items.length === 0 ? (
        <Empty title={t('calls.mapEmpty')} />
      ) : (
        <table className="bw-table bw-small-table">
          <thead>
            <tr>
              <th scope="col">{t('common.country')}</th>
              <th scope="col" className="num">
                {t('calls.countCalls')}
              </th>
              <th scope="col" className="num">
                {t('calls.minutes')}
              </th>
              <th scope="col" className="num">
                {t('calls.cost')}
              </th>
              <th scope="col" className="num">
                {t('calls.refused')}
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map((one) => (
              <tr
                key={one.country || '-'}
                data-pointed={one.country === pointed || undefined}
                onMouseEnter={() => setPointed(one.country)}
                onMouseLeave={() => setPointed(undefined)}
              >
                <td data-phone="head">
                  <Link
                    to="/calls"
                    search={{ view: 'list', country: one.country || undefined }}
                    className="plain strong"
                  >
                    {one.country ? format.country(one.country) : t('calls.noCountry')}
                  </Link>
                  {one.risk && <div className="dim">{t(`calls.risk_${one.risk}`)}</div>}
                </td>
                <td className="num" data-name={t('calls.countCalls')}>
                  {format.number(one.calls)}
                </td>
                <td className="num" data-name={t('calls.minutes')}>
                  {format.number(one.minutes)}
                </td>
                <td className="num strong" data-name={t('calls.cost')}>
                  {format.money(one.costEur)}
                </td>
                <td className={`num ${one.refused ? '' : 'dim'}`} data-name={t('calls.refused')}>
                  {format.number(one.refused)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}
