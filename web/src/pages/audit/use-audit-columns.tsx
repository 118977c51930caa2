import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { tenantsQuery } from '../../api/queries.ts';
import { Raw } from '../../parts/raw.tsx';
import type { Column } from '../../parts/table/column.ts';
import { Clock } from '../../parts/time.tsx';
import { useTenantName } from '../../shell/tenant-name.ts';
import { useActionWords } from './action-words.ts';
import type { AuditEntry } from './audit-query.ts';
import { ChangeLine } from './difference.tsx';
import { useObjectName } from './object-name.ts';
import { Who } from './who.tsx';

export function useAuditColumns(): Column<AuditEntry>[] {
  const { t } = useTranslation();
  const words = useActionWords();
  const objectName = useObjectName();
  const nameOf = useTenantName();
  const tenants = useQuery(tenantsQuery).data ?? [];
  return [
    { key: 'at', name: t('audit.when'), width: '124px', phone: 'bare', cell: ({ at }) => <Clock at={at} seconds /> },
    { key: 'who', name: t('audit.who'), width: '190px', phone: 'bare', cell: ({ actor }) => <Who actor={actor} /> },
    {
      key: 'what',
      name: t('audit.what'),
      width: '230px',
      phone: 'head',
      cell: (entry) => (
        <span className="clip">
          <span className="strong" title={entry.action}>
            {words(entry.action)}
          </span>{' '}
          <span className="dim">
            <Raw text={objectName(entry)} max={60} />
          </span>
        </span>
      ),
    },
    {
      key: 'change',
      name: t('audit.change'),
      phone: 'line',
      cell: (entry) => <ChangeLine entry={entry} />,
    },
    {
      key: 'why',
      name: t('audit.why'),
      width: '17%',
      optional: 'shown',
      from: 'md',
      phone: 'line',
      cell: ({ reason }) => (reason ? <Raw text={reason} max={120} /> : null),
    },
    {
      key: 'customer',
      name: t('common.customer'),
      width: '11%',
      optional: 'shown',
      from: 'xl',
      cell: ({ tenant }) => nameOf(tenant, tenants.find(({ id }) => id === tenant)?.name ?? ''),
    },
    {
      key: 'where',
      name: t('audit.where'),
      width: '128px',
      optional: 'shown',
      from: 'lg',
      cell: ({ actor }) => (actor.address ? <Raw text={actor.address} /> : null),
    },
  ];
}
