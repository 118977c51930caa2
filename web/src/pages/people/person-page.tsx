import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RequestError } from '../../api/problem.ts';
import type { Versioned } from '../../api/request.ts';
import type { Person } from '../../api/types.ts';
import { useMay } from '../../api/use-session.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Empty } from '../../parts/empty.tsx';
import { Answer } from '../../parts/loading.tsx';
import { Mark } from '../../parts/mark.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Fact, Facts, Panel } from '../../parts/panel.tsx';
import { Ago } from '../../parts/time.tsx';
import { useTenantName } from '../../shell/tenant-name.ts';
import { ChangeRole } from './change-role.tsx';
import { FactorMark } from './factor-mark.tsx';
import { personQuery } from './people-queries.ts';
import { type Act, PersonAct } from './person-act.tsx';
import { PersonSessions } from './person-sessions.tsx';
import './people.css';

/** One person: what they may, how they show who they are, where they are signed in. */
export function PersonPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/shell/people/$id' });
  const person = useQuery(personQuery(id));
  if (person.error instanceof RequestError && person.error.status === 404) {
    return (
      <Panel>
        <Empty title={t('common.notFoundTitle')} text={t('people.notFound')} />
      </Panel>
    );
  }
  return (
    <Answer of={person} rows={8}>
      {(seen) => <Shown seen={seen} />}
    </Answer>
  );
}

function Shown({ seen }: { seen: Versioned<Person> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const nameOf = useTenantName();
  const [open, setOpen] = useState<'role' | Act>();
  const person = seen.data;
  const name = person.name || person.email;
  const { factors } = person;
  return (
    <>
      <PageHeader
        title={name}
        aside={person.state === 'suspended' ? <Mark tone="amber">{t('people.state_suspended')}</Mark> : person.email}
      >
        {may('people:write') && !person.you && (
          <>
            <Button onClick={() => setOpen('role')}>{t('people.changeRole')}</Button>
            {(factors.totp || factors.passkeys > 0) && (
              <Button onClick={() => setOpen('forget')}>{t('people.forget')}</Button>
            )}
            <Button onClick={() => setOpen(person.state === 'active' ? 'suspend' : 'activate')}>
              {t(person.state === 'active' ? 'people.suspend' : 'people.activate')}
            </Button>
            <Button onClick={() => setOpen('remove')}>{t('people.removePerson')}</Button>
          </>
        )}
      </PageHeader>
      {person.you && (
        <p>
          {t('people.itIsYou')} <Link to="/profile">{t('people.toProfile')}</Link>
        </p>
      )}
      <Panel id="facts" title={t('people.facts', { name })}>
        <Facts>
          <Fact name={t('people.role')} more={t(`people.may_${person.role}`)}>
            {t(`people.role_${person.role}`)}
          </Fact>
          <Fact name={t('common.customer')}>
            {person.tenant === 'provider' ? t('people.ownOrganisation') : nameOf(person.tenant, person.tenantName)}
          </Fact>
          <Fact name={t('people.factor')} more={!factors.password && t('people.noPassword')}>
            <FactorMark person={person} />
          </Fact>
          <Fact name={t('people.lastSeen')}>
            {person.lastSeenAt ? <Ago at={person.lastSeenAt} /> : t('people.never')}
          </Fact>
          <Fact name={t('people.since')}>{format.day(person.createdAt)}</Fact>
          {person.providers.length > 0 && <Fact name={t('people.providers')}>{format.list(person.providers)}</Fact>}
        </Facts>
      </Panel>
      <PersonSessions person={person} />
      {may('audit:read') && (
        <p>
          <Link to="/audit" search={{ q: person.email, span: 'month' }}>
            {t('people.acts', { name })}
          </Link>
        </p>
      )}
      {open === 'role' && <ChangeRole seen={seen} onClose={() => setOpen(undefined)} />}
      {open && open !== 'role' && <PersonAct act={open} seen={seen} onClose={() => setOpen(undefined)} />}
    </>
  );
}
