import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { GeoDataWire } from '../../../../../src/api/schema/geo.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { Mark } from '../../../parts/mark.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { Raw } from '../../../parts/raw.tsx';
import type { Column } from '../../../parts/table/column.ts';
import { DataTable } from '../../../parts/table/data-table.tsx';
import { useCuts } from '../parts/use-cuts.tsx';
import { usePartName } from './part-name.ts';
import { useDataAct } from './use-data-act.ts';

type Part = GeoDataWire['parts'][number];
/** Coverage of IPv4 below which unanswered addresses are worth a warning. */
const thin = 0.95;

/** What is in use: origin, age and coverage of each part, with warnings, and the way back to what was before. */
export function DataParts({ data, mayWrite }: { data: GeoDataWire; mayWrite: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const partName = usePartName();
  const cuts = useCuts();
  const revert = useDataAct('revert', t('geoMap.dataReverted'), cuts);
  // Cut, not rounded: 100% is all of them.
  const percent = (share: number) => `${format.number(Math.floor(share * 1000) / 10, 1)}%`;
  const columns: Column<Part>[] = [
    { key: 'name', name: t('geoMap.dataPart'), width: '18%', phone: 'head', cell: ({ name }) => partName(name) },
    {
      key: 'origin',
      name: t('geoMap.dataFrom'),
      phone: 'line',
      cell: ({ origin }) => (
        <span className="clip">
          <Raw text={origin} max={120} />
        </span>
      ),
    },
    {
      key: 'age',
      name: t('geoMap.dataAge'),
      width: '190px',
      phone: 'bare',
      cell: ({ ageDays, stale, date }) =>
        ageDays === null ? (
          <Mark tone="red">{t('geoMap.dataMissing')}</Mark>
        ) : (
          <Mark tone={stale ? 'amber' : 'green'} title={date ? format.exact(date) : undefined}>
            {format.duration(ageDays * 86_400)}, {stale ? t('geoMap.dataStale') : t('geoMap.dataFresh')}
          </Mark>
        ),
    },
    { key: 'rows', name: t('geoMap.dataRows'), width: '110px', num: true, cell: ({ rows }) => format.number(rows) },
    {
      key: 'coverage',
      name: t('geoMap.dataCoverage'),
      help: t('geoMap.dataCoverageHelp'),
      width: '190px',
      num: true,
      cell: ({ coverage4, coverage6 }) => `${percent(coverage4)} / ${percent(coverage6)}`,
    },
  ];
  const stale = data.parts.some((part) => part.stale || part.ageDays === null);
  const weak = data.parts.filter(({ ageDays, coverage4 }) => ageDays !== null && coverage4 < thin);
  return (
    <Panel id="geo-data-parts" title={t('geoMap.dataParts')} flush>
      <DataTable
        id="geo-data-parts"
        label={t('geoMap.dataParts')}
        columns={columns}
        rows={data.parts}
        rowId={({ name }) => name}
      />
      {(stale || weak.length > 0) && (
        <div className="bw-panel-body stack tight">
          {stale && <Mark tone="amber">{t('geoMap.dataStaleWarning')}</Mark>}
          {weak.map(({ name, coverage4 }) => (
            <Mark key={name} tone="amber">
              {t('geoMap.dataThinWarning', { share: format.percent(1 - coverage4), name: partName(name) })}
            </Mark>
          ))}
        </div>
      )}
      {data.previous && (
        <div className="bw-table-foot">
          <span>
            <Raw text={t('geoMap.dataPrevious', { origin: data.previous.origin })} max={160} />
            {data.previous.date && ` · ${format.day(data.previous.date)}`}
          </span>
          {mayWrite && (
            <Button
              size="compact-xs"
              className="bw-geo-data-back"
              onClick={() => revert.mutate()}
              loading={revert.isPending}
            >
              {t('geoMap.dataRevert')}
            </Button>
          )}
        </div>
      )}
      {cuts.dialog}
    </Panel>
  );
}
