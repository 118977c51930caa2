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

/** The same as the map, for the keyboard and for comparing; every figure leads to the events behind it. */
export function GeoCountryTable({
  rows,
  chosen,
  since,
  toolbar,
  onToggle,
}: {
  rows: readonly CountryRow[];
  chosen: ReadonlySet<string>;
  /** Start of the period, ISO. */
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
    {
      ...num('refused', t('geoMap.refused')),
      help: t('geoMap.refusedHelp'),
      cell: ({ country, refused }) => figure(refused, country),
    },
    { ...num('limited', t('geoMap.limited'), 'lg'), cell: ({ country, limited }) => figure(limited, country) },
    {
      ...num('watched', t('geoMap.watched'), 'lg'),
      help: t('geoMap.watchedHelp'),
      cell: ({ country, watched }) => figure(watched, country),
    },
    {
      ...num('accounts', t('geoMap.accounts'), 'lg'),
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
  from?: 'lg',
): Pick<Column<CountryRow>, 'key' | 'name' | 'width' | 'num' | 'from' | 'optional' | 'phone'> {
  return {
    key,
    name,
    width: '94px',
    num: true,
    from,
    optional: from ? 'shown' : undefined,
    phone: from ? 'hide' : undefined,
  };
}
