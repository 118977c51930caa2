import { Checkbox } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../i18n/use-format.ts';
import type { Column } from '../../../parts/table/column.ts';
import { DataTable } from '../../../parts/table/data-table.tsx';
import { Ago } from '../../../parts/time.tsx';
import { type CountryRow, isCountry } from './country-rows.ts';
import { VerdictCell } from './verdict-cell.tsx';

/** The same as the map, for the keyboard and for comparing; every figure of attempts leads to the events behind it. */
export function GeoCountryTable({
  rows,
  chosen,
  since,
  toolbar,
  onToggle,
}: {
  rows: readonly CountryRow[];
  chosen: ReadonlySet<string>;
  /** Start of the first hour that counts, ISO. */
  since: string;
  toolbar: ReactNode;
  onToggle: (country: string) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const nameOf = (country: string) => (isCountry(country) ? format.country(country) : t('geoMap.unknownCountry'));
  const period = { from: since, to: new Date().toISOString() };
  const figure = (count: number, country: string, outcome?: string) =>
    count > 0 && isCountry(country) ? (
      <Link to="/search" search={{ country, outcome, ...period }} className="plain">
        {format.number(count)}
      </Link>
    ) : (
      <span className={count > 0 ? '' : 'dim'}>{format.number(count)}</span>
    );
  // Nobody writes down packets one by one: there are no rows behind them.
  const packets = (count: number) => <span className={count > 0 ? '' : 'dim'}>{format.number(count)}</span>;
  const columns: Column<CountryRow>[] = [
    {
      key: 'choose',
      name: '',
      width: '44px',
      phone: 'bare',
      cell: ({ country }) =>
        isCountry(country) && (
          <Checkbox
            size="xs"
            aria-label={t('geoMap.choose', { country: nameOf(country) })}
            checked={chosen.has(country)}
            onChange={() => onToggle(country)}
          />
        ),
    },
    {
      key: 'country',
      name: t('common.country'),
      phone: 'bare',
      cell: ({ country }) => (
        <span className="clip">
          <span className="strong">{nameOf(country)}</span> <span className="dim">{country}</span>
        </span>
      ),
    },
    { key: 'verdict', name: t('geoMap.verdict'), width: '20%', phone: 'bare', cell: (row) => <VerdictCell {...row} /> },
    { ...num('good', t('geoMap.good')), cell: ({ country, good }) => figure(good, country, 'success') },
    { ...num('failed', t('geoMap.failed')), cell: ({ country, failed }) => figure(failed, country, 'failure') },
    { ...num('refused', t('geoMap.refused')), help: t('geoMap.refusedHelp'), cell: ({ refused }) => packets(refused) },
    {
      ...num('passed', t('geoMap.passed')),
      width: '116px',
      help: t('geoMap.passedHelp'),
      optional: 'shown',
      cell: ({ country, passed }) => (
        <span className={passed > 0 ? 'strong amber' : ''}>{figure(passed, country)}</span>
      ),
    },
    {
      ...num('wouldRefuse', t('geoMap.wouldRefuse')),
      width: '140px',
      help: t('geoMap.wouldRefuseHelp'),
      optional: 'shown',
      cell: ({ country, wouldRefuse }) => figure(wouldRefuse, country),
    },
    {
      ...num('denied', t('geoMap.denied'), 'lg', 'hidden'),
      width: '136px',
      help: t('geoMap.deniedHelp'),
      cell: ({ country, denied }) => figure(denied, country, 'failure'),
    },
    {
      ...num('limited', t('geoMap.limited'), 'lg', 'hidden'),
      help: t('geoMap.limitedHelp'),
      cell: ({ limited }) => packets(limited),
    },
    {
      ...num('watched', t('geoMap.watched'), 'lg', 'hidden'),
      help: t('geoMap.watchedHelp'),
      cell: ({ country, watched }) => figure(watched, country),
    },
    {
      ...num('watchedPackets', t('geoMap.watchedPackets'), 'lg', 'hidden'),
      width: '136px',
      help: t('geoMap.watchedPacketsHelp'),
      cell: ({ watchedPackets }) => packets(watchedPackets),
    },
    {
      ...num('accounts', t('geoMap.accounts'), 'xl'),
      cell: ({ country, accounts }) => figure(accounts, country, 'success'),
    },
    {
      key: 'lastGood',
      name: t('geoMap.lastGood'),
      width: '130px',
      from: 'md',
      optional: 'shown',
      cell: ({ lastGood }) => (lastGood ? <Ago at={lastGood} /> : <span className="dim">{t('geoMap.never')}</span>),
    },
  ];
  return (
    <DataTable
      id="geo-countries"
      label={t('geoMap.table')}
      columns={columns}
      rows={rows}
      rowId={({ country }) => country || 'unknown'}
      onOpen={({ country }) => {
        if (isCountry(country)) void navigate({ to: '/search', search: { country, ...period } });
      }}
      keys={{ ' ': ({ country }) => isCountry(country) && onToggle(country) }}
      toolbar={toolbar}
    />
  );
}

function num(
  key: string,
  name: string,
  from?: 'lg' | 'xl',
  optional: 'shown' | 'hidden' = 'shown',
): Pick<Column<CountryRow>, 'key' | 'name' | 'width' | 'num' | 'from' | 'optional' | 'phone'> {
  return {
    key,
    name,
    width: '86px',
    num: true,
    from,
    optional: from ? optional : undefined,
    phone: from ? 'hide' : undefined,
  };
}
