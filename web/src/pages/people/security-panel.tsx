import { Button, Checkbox } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { patch, type Versioned } from '../../api/request.ts';
import type { Person, Role, Security } from '../../api/types.ts';
import { useMay } from '../../api/use-session.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Answer } from '../../parts/loading.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { toast } from '../../parts/toast.tsx';
import { peopleQuery, securityQuery } from './people-queries.ts';
import { roles } from './roles.ts';

/** Which roles need a second factor, and who of them has none yet. */
export function SecurityPanel({ people }: { people: readonly Person[] }) {
  const { t } = useTranslation();
  const security = useQuery(securityQuery);
  return (
    <Panel id="security" title={t('people.security')} flush>
      <Answer of={security} rows={6}>
        {(seen) => <Roles key={seen.version} seen={seen} people={people} />}
      </Answer>
    </Panel>
  );
}

function Roles({ seen, people }: { seen: Versioned<Security>; people: readonly Person[] }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const format = useFormat();
  const may = useMay();
  const problemText = useProblemText();
  const before = seen.data.mfaRoles;
  const [chosen, setChosen] = useState<readonly Role[]>(before);
  const changed = roles.some((role) => before.includes(role) !== chosen.includes(role));
  const weaker = before.filter((role) => !chosen.includes(role));
  const save = useMutation({
    mutationFn: () =>
      patch<Security>('/api/v1/security', { mfaRoles: chosen }, seen.version ? { version: seen.version } : {}),
    onSuccess: () => {
      toast({ title: t('people.securitySaved'), brief: true });
      void client.invalidateQueries({ queryKey: peopleQuery.queryKey });
      return client.invalidateQueries({ queryKey: securityQuery.queryKey });
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <p className="dim bw-pane-note">{t('people.securityText')}</p>
      <ul className="bw-mfa-roles">
        {roles.map((role) => {
          const all = people.filter((person) => person.role === role);
          const missing = all.filter(({ factors }) => !factors.totp && factors.passkeys === 0).length;
          return (
            <li key={role}>
              <Checkbox
                label={t(`people.role_${role}`)}
                checked={chosen.includes(role)}
                disabled={!may('people:write')}
                onChange={({ currentTarget }) =>
                  setChosen(roles.filter((one) => (one === role ? currentTarget.checked : chosen.includes(one))))
                }
              />
              <span className="dim">
                {all.length === 0 ? (
                  t('people.securityNobody')
                ) : missing === 0 ? (
                  <Mark tone="green">{t('people.securityAll')}</Mark>
                ) : (
                  <Mark tone={chosen.includes(role) ? 'amber' : 'dim'}>
                    {t('people.securityMissing', { count: missing })}
                  </Mark>
                )}
              </span>
            </li>
          );
        })}
      </ul>
      {may('people:write') && (
        <div className="bw-pane-note stack">
          {weaker.length > 0 && (
            <Mark tone="amber" soft>
              {t('people.securityWeaker', {
                role: format.list(weaker.map((role) => t(`people.role_${role}`).toLowerCase())),
              })}
            </Mark>
          )}
          {save.error && (
            <p className="red" role="alert">
              {problemText(save.error)}
            </p>
          )}
          <div className="row">
            <Button type="submit" variant="filled" disabled={!changed} loading={save.isPending}>
              {t('people.securitySave')}
            </Button>
            {changed && <span className="dim">{t('settings.unsaved')}</span>}
          </div>
        </div>
      )}
    </form>
  );
}
