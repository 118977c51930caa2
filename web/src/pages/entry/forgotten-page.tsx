import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AttemptProblem, useWait } from '../../acts/identity/wait-notice.tsx';
import { post } from '../../api/request.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { EntryFrame } from './entry-frame.tsx';

/** Asks for a link to choose a new password. The answer is the same whether the address is known or not. */
export function ForgottenPage() {
  const { t } = useTranslation();
  const { language } = useFormat();
  const [email, setEmail] = useState('');
  const ask = useMutation({
    mutationFn: () => post('/api/v1/password/forgotten', { email: email.trim(), language }),
  });
  const waitS = useWait(ask.error);
  const back = <Link to="/sign-in">{t('entry.backToSignIn')}</Link>;
  if (ask.isSuccess) {
    return (
      <EntryFrame title={t('entry.forgottenSent')} text={t('entry.forgottenSentText', { email: email.trim() })}>
        {back}
      </EntryFrame>
    );
  }
  return (
    <EntryFrame title={t('entry.forgottenTitle')} text={t('entry.forgottenText')}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          ask.mutate();
        }}
      >
        <TextInput
          size="sm"
          type="email"
          label={t('entry.email')}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          autoComplete="username"
          maxLength={200}
          required
          withAsterisk={false}
          autoFocus
        />
        <AttemptProblem error={ask.error} waitS={waitS} />
        <Button type="submit" size="sm" variant="filled" loading={ask.isPending} disabled={waitS > 0}>
          {t('entry.forgottenSubmit')}
        </Button>
      </form>
      {back}
    </EntryFrame>
  );
}
