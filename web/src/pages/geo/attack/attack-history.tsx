import { useTranslation } from 'react-i18next';
import type { GeoAttackWire } from '../../../../../src/api/schema/geo.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { ByName } from '../../../parts/by-name.tsx';
import { Mark, type Tone } from '../../../parts/mark.tsx';
import { Raw } from '../../../parts/raw.tsx';
import type { Column } from '../../../parts/table/column.ts';
import { DataTable } from '../../../parts/table/data-table.tsx';
import { Clock } from '../../../parts/time.tsx';
import { useAttackName } from './attack-name.ts';

const tones: Readonly<Record<GeoAttackWire['state'], Tone>> = {
  asked: 'amber',
  'in-force': 'green',
  lifted: 'dim',
  expired: 'dim',
  failed: 'red',
};

/** What was shut before, by whom, how it ended and what it refused. */
export function AttackHistory({ modes }: { modes: readonly GeoAttackWire[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const name = useAttackName(modes);
  const columns: Column<GeoAttackWire>[] = [
    {
      key: 'what',
      name: t('geoMap.historyWhat'),
      phone: 'head',
      cell: (mode) => (
        <span className="clip" title={name.what(mode)}>
          <span className="strong">{name.what(mode)}</span>
          <span className="dim">
            {' · '}
            <Raw text={name.scope(mode)} max={60} />
          </span>
        </span>
      ),
    },
    {
      key: 'state',
      name: t('common.state'),
      width: '120px',
      phone: 'bare',
      cell: (mode) => {
        // Asked and never seen again, and over: it ended.
        const over = mode.state === 'asked' || mode.state === 'in-force' ? 'expired' : mode.state;
        return (
          <Mark tone={tones[over]} title={mode.error}>
            {t(`geoMap.attack-${over}`)}
          </Mark>
        );
      },
    },
    {
      key: 'when',
      name: t('geoMap.historyWhen'),
      width: '200px',
      phone: 'bare',
      cell: (mode) => (
        <>
          <Clock at={mode.from} /> – <Clock at={mode.liftedAt ?? mode.until} />
        </>
      ),
    },
    {
      key: 'refused',
      name: t('geoMap.refused'),
      help: t('geoMap.refusedHelp'),
      width: '110px',
      num: true,
      cell: (mode) => format.number(mode.refused),
    },
    {
      key: 'by',
      name: t('geoMap.historyWho'),
      width: '28%',
      phone: 'line',
      cell: (mode) => (
        <span className="clip">
          <ByName name={mode.by} />
          {mode.reason && (
            <span className="dim">
              {' · '}
              <Raw text={mode.reason} max={160} />
            </span>
          )}
        </span>
      ),
    },
  ];
  return (
    <DataTable id="geo-attacks" label={t('geoMap.history')} columns={columns} rows={modes} rowId={({ id }) => id} />
  );
}
