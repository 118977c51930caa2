import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Person } from '../../api/types.ts';
import { useMay, useOwnCustomer } from '../../api/use-session.ts';
import { Empty } from '../../parts/empty.tsx';
import { Answer } from '../../parts/loading.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Panel } from '../../parts/panel.tsx';
import { DataTable } from '../../parts/table/data-table.tsx';
import { FilterChoice } from '../../parts/table/filter-choice.tsx';
import { FilterText } from '../../parts/table/filter-text.tsx';
import { useTenant } from '../../shell/use-tenant.ts';
import { InvitationsPanel } from './invitations-panel.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { peopleQuery } from './people-queries.ts';
import { customerRoles, roles } from './roles.ts';
import { RolesExplained } from './roles-explained.tsx';
import { SecurityPanel } from './security-panel.tsx';
import { SignInProvidersPanel } from './sign-in-providers-panel.tsx';
import { usePeopleColumns } from './use-people-columns.tsx';
import './people.css';

/** Who may come in, as what, and how strongly they show who they are. */
export function PeoplePage() {
  const { t } = useTranslation();
  const may = useMay();
  const own = useOwnCustomer();
  const tenant = useTenant();
  const navigate = useNavigate();
  const { q = '', role = '' } = useSearch({ from: '/shell/people' });
  const people = useQuery(peopleQuery);
  const columns = usePeopleColumns(own !== undefined);
  const [inviting, setInviting] = useState(false);
  const filter = useCallback(
    (change: { q?: string; role?: string }) =>
      void navigate({
        to: '/people',
        search: (old) => ({ ...old, q: undefined, role: undefined, ...withoutEmpty({ q, role, ...change }) }),
        replace: true,
      }),
    [navigate, q, role],
  );
  const setQ = useCallback((text: string) => filter({ q: text }), [filter]);
  const write = may('people:write');
  return (
    <>
      <PageHeader
        title={t('people.title')}
        aside={people.data && t('people.count', { count: people.data.filter(fits('', '', tenant)).length })}
      >
        {write && (
          <Button variant="filled" onClick={() => setInviting(true)}>
            {t('people.invite')}
          </Button>
        )}
      </PageHeader>
      <Panel flush>
        <Answer of={people} rows={6}>
          {(all) => {
            const rows = all.filter(fits(q, role, tenant));
            return (
              <>
                <DataTable
                  id="people"
                  label={t('people.title')}
                  columns={columns}
                  rows={rows}
                  rowId={({ id }) => id}
                  onOpen={({ id }) => void navigate({ to: '/people/$id', params: { id } })}
                  toolbar={
                    <>
                      <FilterText
                        label={t('people.filterName')}
                        placeholder={t('people.filterName')}
                        value={q}
                        onChange={setQ}
                      />
                      <FilterChoice
                        label={t('people.filterRole')}
                        value={role}
                        choices={[
                          { value: '', label: t('people.allRoles') },
                          ...(own ? customerRoles : roles).map((one) => ({
                            value: one,
                            label: t(`people.role_${one}`),
                          })),
                        ]}
                        onChange={(chosen) => filter({ role: chosen })}
                      />
                    </>
                  }
                />
                {rows.length === 0 && <Empty title={t('people.none')} />}
              </>
            );
          }}
        </Answer>
      </Panel>
      {write && <InvitationsPanel />}
      {own || tenant ? (
        <RolesExplained roles={customerRoles} />
      ) : (
        <div className="bw-people-panes">
          <SecurityPanel people={people.data ?? []} />
          <div className="stack">
            <RolesExplained roles={roles} />
            <SignInProvidersPanel />
          </div>
        </div>
      )}
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
    </>
  );
}

function fits(q: string, role: string, tenant: string | undefined): (person: Person) => boolean {
  const text = q.toLowerCase();
  return (person) =>
    (role === '' || person.role === role) &&
    (tenant === undefined || person.tenant === tenant) &&
    (text === '' || `${person.name} ${person.email} ${person.tenantName}`.toLowerCase().includes(text));
}

function withoutEmpty<T extends Record<string, string>>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== '')) as Partial<T>;
}
