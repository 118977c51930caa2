import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RequestError } from '../../api/problem.ts';
import { post } from '../../api/request.ts';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { EntryFrame } from './entry-frame.tsx';
import { isTooShort, NewPassword } from './new-password.tsx';

/** The mailed link leads here: a new password, then sign in. */
export function ResetPage() {
  const { t } = useTranslation();
  const { token } = useSearch({ from: '/reset-password' });
  const problemText = useProblemText();
  const [password, setPassword] = useState('');
  const reset = useMutation({ mutationFn: () => post<void>('/api/v1/password/reset', { token, password }) });
  const spent = reset.error instanceof RequestError && reset.error.kind === 'link-spent';
  if (!token || spent) {
    return (
      <EntryFrame title={t('entry.resetSpent')} text={t('entry.resetSpentText')}>
        <Link to="/forgotten-password">{t('entry.forgottenSubmit')}</Link>
      </EntryFrame>
    );
  }
  if (reset.isSuccess) {
    return (
      <EntryFrame title={t('entry.resetDone')} text={t('entry.resetDoneText')}>
        <Link to="/sign-in">{t('entry.signIn')}</Link>
      </EntryFrame>
    );
  }
  return (
    <EntryFrame title={t('entry.resetTitle')} text={t('entry.resetText')}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          reset.mutate();
        }}
      >
        <NewPassword
          label={t('profile.passwordNew')}
          help={t('entry.setupPasswordHelp')}
          value={password}
          onChange={setPassword}
          known={[]}
          error={reset.error && problemText(reset.error)}
          autoFocus
        />
        <Button type="submit" size="sm" variant="filled" loading={reset.isPending} disabled={isTooShort(password)}>
          {t('entry.resetSubmit')}
        </Button>
      </form>
    </EntryFrame>
  );
}
