import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { geoMapQuery } from '../../../api/geo-queries.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { Empty } from '../../../parts/empty.tsx';
import { IconDownload } from '../../../parts/icons.ts';
import { useKeys } from '../../../parts/keyboard.ts';
import { Answer } from '../../../parts/loading.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { FilterChoice } from '../../../parts/table/filter-choice.tsx';
import { FilterText } from '../../../parts/table/filter-text.tsx';
import { useTenant } from '../../../shell/use-tenant.ts';
import { AttackSheet } from '../attack/attack-sheet.tsx';
import { type Service, services } from '../policies/use-rule-words.ts';
import { verdicts } from '../policies/verdict-mark.tsx';
import { countriesCsv, countryRows, isCountry, type RowSort, rowSorts } from './country-rows.ts';
import { GeoCountryTable } from './country-table.tsx';
import { MapLegend } from './map-legend.tsx';
import { saveText } from './save-text.ts';
import { SelectionBar } from './selection-bar.tsx';
import { StandingLine } from './standing-line.tsx';
import { useChosenCountries } from './use-chosen-countries.ts';
import { VerdictMap } from './verdict-map.tsx';
import './map.css';

const periods = [1, 24, 168, 720];
const offered: readonly Service[] = ['sip', ...services];

/** The world: traffic, refusals and verdicts by country, as a map and as a table. */
export function MapView() {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const tenant = useTenant();
  const search = useSearch({ from: '/shell/geo' });
  const service = offered.find((one) => one === search.service) ?? 'sip';
  const hours = periods.find((one) => String(one) === search.hours) ?? 24;
  const sort: RowSort = rowSorts.find((one) => one === search.sort) ?? 'refused';
  const map = useQuery(geoMapQuery(tenant, service, hours));
  const { chosen, pick, toggle, clear } = useChosenCountries();
  const [refusing, setRefusing] = useState(false);
  const all = useMemo(() => map.data?.countries ?? [], [map.data]);
  const byCode = useMemo(() => new Map(all.map((row) => [row.country, row])), [all]);
  const nameOf = useCallback(
    (code: string) => (isCountry(code) ? format.country(code) : t('geoMap.unknownCountry')),
    [format, t],
  );
  const textOf = useCallback(
    (code: string) => {
      const row = byCode.get(code);
      const verdict = t(`geo.verdict-${row?.verdict ?? 'allow'}`).toLowerCase();
      const figures = row
        ? (
            [
              ['good', t('geoMap.legendGood')],
              ['failed', t('geoMap.failed').toLowerCase()],
              ['refused', t('geoMap.legendRefused')],
              ['passed', t('geoMap.legendPassed')],
              ['wouldRefuse', t('geoMap.legendWouldRefuse')],
            ] as const
          )
            .filter(([one]) => row[one] > 0)
            .map(([one, words]) => `${format.number(row[one])} ${words}`)
        : [];
      return [`${nameOf(code)}: ${verdict}`, ...figures].join(', ');
    },
    [byCode, nameOf, format, t],
  );
  const change = (part: Partial<typeof search>) =>
    void navigate({ to: '/geo', search: (old) => ({ ...old, ...part }), replace: true });
  const setText = useCallback(
    (q: string) => void navigate({ to: '/geo', search: (old) => ({ ...old, q: q || undefined }), replace: true }),
    [navigate],
  );
  const filter = { text: search.q ?? '', verdict: search.verdict ?? '', sort };
  const rows = countryRows(all, filter, nameOf, format.language);
  useKeys(chosen.size > 0 ? { Escape: clear } : {});
  return (
    <>
      <StandingLine />
      <Panel
        id="geo-world"
        title={t('geoMap.worldTitle', { service: t(`geoMap.service-${service}`) })}
        aside={
          <span className="row wrap">
            <FilterChoice
              label={t('geoMap.service')}
              value={service}
              onChange={(next) => change({ service: next === 'sip' ? undefined : next })}
              choices={offered.map((one) => ({
                value: one,
                label: t(`geoMap.service-${one}`),
              }))}
            />
            <FilterChoice
              label={t('geoMap.span')}
              value={String(hours)}
              onChange={(next) => change({ hours: next === '24' ? undefined : next })}
              choices={periods.map((one) => ({ value: String(one), label: format.duration(one * 3600) }))}
            />
          </span>
        }
        flush
      >
        <Answer of={map} rows={8}>
          {({ from }) => (
            <div className="bw-geo-map-body">
              <VerdictMap rows={byCode} textOf={textOf} chosen={chosen} onPick={pick} />
              <div className="bw-geo-map-side">
                <MapLegend rows={all} onChoose={(countries) => pick(countries, false)} />
                <div className="stack tight dim">
                  <p>{t('geoMap.since', { time: format.clock(from) })}</p>
                  <p className="off-phone">{t('geoMap.mapHelp')}</p>
                  <p className="on-phone">{t('geoMap.mapHelpTouch')}</p>
                </div>
              </div>
            </div>
          )}
        </Answer>
      </Panel>
      {map.data && (
        <Panel
          id="geo-countries"
          title={t('geoMap.table')}
          aside={<span className="off-phone">{t('geoMap.tableHelp')}</span>}
          flush
        >
          {all.length === 0 ? (
            <Empty title={t('geoMap.tableEmpty')} text={t('geoMap.tableEmptyText')} />
          ) : (
            <GeoCountryTable
              rows={rows}
              chosen={chosen}
              since={map.data.from}
              onToggle={toggle}
              toolbar={
                <>
                  <FilterText
                    label={t('geoMap.filter')}
                    placeholder={t('geoMap.filterPlaceholder')}
                    value={search.q ?? ''}
                    onChange={setText}
                  />
                  <FilterChoice
                    label={t('geoMap.verdict')}
                    value={filter.verdict}
                    onChange={(verdict) => change({ verdict: verdict || undefined })}
                    choices={[
                      { value: '', label: t('geoMap.allVerdicts') },
                      ...verdicts.map((one) => ({ value: one, label: t(`geo.verdict-${one}`) })),
                    ]}
                  />
                  <FilterChoice
                    label={t('geoMap.sort')}
                    value={sort}
                    onChange={(next) => change({ sort: next === 'refused' ? undefined : next })}
                    choices={rowSorts.map((one) => ({ value: one, label: t(`geoMap.sort-${one}`) }))}
                  />
                  <Button
                    className="off-phone"
                    leftSection={<IconDownload size={14} />}
                    onClick={() => saveText(countriesCsv(rows), 'geo-countries.csv', 'text/csv')}
                  >
                    {t('geoMap.csv')}
                  </Button>
                </>
              }
            />
          )}
          {all.length > 0 && rows.length === 0 && <Empty title={t('geoMap.tableEmptyFiltered')} />}
        </Panel>
      )}
      {chosen.size > 0 && (
        <SelectionBar
          chosen={[...chosen]}
          rows={byCode}
          service={service}
          onRefuse={() => setRefusing(true)}
          onClear={clear}
        />
      )}
      {refusing && (
        <AttackSheet
          wish={{
            kind: 'refuse-countries',
            countries: [...chosen],
            scope: { level: tenant ? 'customer' : 'provider', tenant: tenant ?? '', site: '', asset: '' },
          }}
          onClose={() => setRefusing(false)}
        />
      )}
    </>
  );
}
