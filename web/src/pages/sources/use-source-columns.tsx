import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Source } from '../../api/types.ts';
import { useFormat, useWord } from '../../i18n/use-format.ts';
import { Raw } from '../../parts/raw.tsx';
import { HealthMark } from '../../parts/state-marks.tsx';
import type { Column } from '../../parts/table/column.ts';
import { Ago } from '../../parts/time.tsx';
import { useTenantName } from '../../shell/tenant-name.ts';

const counts = ['received', 'recognised', 'ignored', 'malformed', 'shed'] as const;

export function useSourceColumns(): Column<Source>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const word = useWord();
  const nameOf = useTenantName();
  return [
    {
      key: 'health',
      phone: 'bare',
      name: t('sources.health'),
      width: '112px',
      cell: (source) => <HealthMark health={source.health} />,
    },
    {
      key: 'name',
      name: t('common.name'),
      phone: 'head',
      cell: (source) => (
        <Link to="/sources/$id" params={{ id: source.id }} className="plain strong clip">
          <Raw text={source.name} max={80} />
        </Link>
      ),
    },
    {
      key: 'customer',
      phone: 'bare',
      name: t('common.customer'),
      width: '16%',
      optional: 'shown',
      cell: (source) => nameOf(source.tenant, source.tenantName),
    },
    {
      key: 'kind',
      phone: 'bare',
      name: t('sources.kind'),
      width: '76px',
      optional: 'shown',
      from: 'lg',
      cell: (source) => (
        <span title={source.format === 'auto' ? t('sources.formatAuto') : source.format}>
          {word('kind', source.kind)}
        </span>
      ),
    },
    {
      key: 'rate',
      phone: 'bare',
      name: t('sources.rate'),
      width: '76px',
      num: true,
      cell: (source) => format.rate(source.perSecond),
    },
    {
      key: 'seen',
      phone: 'bare',
      name: t('sources.lastSeen'),
      width: '112px',
      optional: 'shown',
      cell: (source) =>
        source.lastSeen ? <Ago at={source.lastSeen} /> : <span className="dim">{t('sources.never')}</span>,
    },
    ...counts.map(
      (key): Column<Source> => ({
        key,
        name: t(`sources.${key}`),
        help: t(`sources.${key}Help`),
        width: key === 'received' ? '88px' : key === 'shed' ? '100px' : '86px',
        num: true,
        optional: 'shown',
        from: key === 'ignored' ? 'xl' : key === 'malformed' || key === 'shed' ? 'lg' : 'md',
        phone: key === 'received' || key === 'recognised' ? undefined : 'hide',
        cell: (source) => (
          <span
            className={source.tally[key] === 0 ? 'dim' : key === 'malformed' || key === 'shed' ? 'amber' : undefined}
          >
            {format.number(source.tally[key])}
          </span>
        ),
      }),
    ),
  ];
}
