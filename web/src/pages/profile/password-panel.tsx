import { Button, PasswordInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RequestError } from '../../api/problem.ts';
import { post } from '../../api/request.ts';
import { Panel } from '../../parts/panel.tsx';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { toast } from '../../parts/toast.tsx';
import { isTooShort, NewPassword } from '../entry/new-password.tsx';
import { ownSessionsQuery } from './profile-queries.ts';
import type { User } from './self-panel.tsx';

/** A new password for the old one. */
export function PasswordPanel({ user }: { user: User }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const problemText = useProblemText();
  const [currentPassword, setCurrent] = useState('');
  const [newPassword, setNew] = useState('');
  const change = useMutation({
    mutationFn: () => post('/api/auth/change-password', { currentPassword, newPassword }),
    onSuccess: () => {
      setCurrent('');
      setNew('');
      toast({ title: t('profile.passwordChanged'), brief: true });
      return client.invalidateQueries({ queryKey: ownSessionsQuery.queryKey });
    },
  });
  const problem = change.error && problemText(change.error);
  const atNew = change.error instanceof RequestError && change.error.field === 'newPassword';
  return (
    <Panel id="password" title={t('profile.password')} aside={user.factors.password && t('profile.passwordText')}>
      {user.factors.password ? (
        <form
          className="stack bw-narrow"
          onSubmit={(event) => {
            event.preventDefault();
            change.mutate();
          }}
        >
          <input
            type="text"
            className="sr-only"
            value={user.email}
            readOnly
            autoComplete="username"
            tabIndex={-1}
            aria-hidden
          />
          <PasswordInput
            size="sm"
            label={t('profile.passwordOld')}
            value={currentPassword}
            onChange={(event) => setCurrent(event.currentTarget.value)}
            autoComplete="current-password"
            error={!atNew && problem}
            maxLength={200}
            required
            withAsterisk={false}
          />
          <NewPassword
            label={t('profile.passwordNew')}
            help={t('entry.setupPasswordHelp')}
            value={newPassword}
            onChange={setNew}
            known={[user.name, user.email]}
            error={atNew && problem}
          />
          <div className="row">
            <Button
              type="submit"
              loading={change.isPending}
              disabled={currentPassword === '' || newPassword === '' || isTooShort(newPassword)}
            >
              {t('profile.passwordChange')}
            </Button>
          </div>
        </form>
      ) : (
        <p className="dim">{t('profile.passwordNone')}</p>
      )}
    </Panel>
  );
}
