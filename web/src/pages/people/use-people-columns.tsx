import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Person } from '../../api/types.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Mark } from '../../parts/mark.tsx';
import type { Column } from '../../parts/table/column.ts';
import { Ago } from '../../parts/time.tsx';
import { useTenantName } from '../../shell/tenant-name.ts';
import { FactorMark } from './factor-mark.tsx';

/** What the list of people shows; in a customer's portal all belong to the same one. */
export function usePeopleColumns(portal: boolean): readonly Column<Person>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useTenantName();
  return useMemo(() => {
    const columns: Column<Person>[] = [
      {
        key: 'person',
        name: t('people.person'),
        phone: 'head',
        cell: (person) => (
          <span className="bw-person-name">
            <span>
              <Link to="/people/$id" params={{ id: person.id }} className="plain strong">
                {person.name || person.email}
              </Link>{' '}
              {person.you && <Mark tone="blue">{t('people.you')}</Mark>}
              {person.state === 'suspended' && <Mark tone="amber">{t('people.state_suspended')}</Mark>}
            </span>
            <span className="dim">{person.email}</span>
          </span>
        ),
      },
      { key: 'role', name: t('people.role'), width: '16%', cell: ({ role }) => t(`people.role_${role}`) },
      {
        key: 'customer',
        name: t('common.customer'),
        width: '18%',
        optional: 'shown',
        cell: ({ tenant, tenantName }) =>
          tenant === 'provider' ? (
            <span className="dim">{t('people.ownOrganisation')}</span>
          ) : (
            nameOf(tenant, tenantName)
          ),
      },
      { key: 'factor', name: t('people.factor'), width: '17%', cell: (person) => <FactorMark person={person} /> },
      {
        key: 'seen',
        name: t('people.lastSeen'),
        width: '120px',
        optional: 'shown',
        cell: ({ lastSeenAt }) =>
          lastSeenAt ? <Ago at={lastSeenAt} /> : <span className="dim">{t('people.never')}</span>,
      },
      {
        key: 'sessions',
        name: t('people.sessions'),
        width: '80px',
        num: true,
        optional: 'shown',
        from: 'md',
        cell: ({ sessions }) => format.number(sessions),
      },
    ];
    return portal ? columns.filter(({ key }) => key !== 'customer') : columns;
  }, [t, format, nameOf, portal]);
}
