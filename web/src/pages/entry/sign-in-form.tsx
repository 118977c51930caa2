import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RequestError } from '../../api/problem.ts';
import { post } from '../../api/request.ts';
import { useProblemText } from '../../parts/problem-notice.tsx';

/** E-mail and password. */
export function SignInForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const signIn = useMutation({
    mutationFn: () => post('/api/auth/sign-in/email', { email: email.trim(), password }),
    onSuccess: onDone,
  });
  const wrong = signIn.error instanceof RequestError ? signIn.error.status : 0;
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        signIn.mutate();
      }}
    >
      <TextInput
        size="sm"
        type="email"
        label={t('entry.email')}
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
        autoComplete="username"
        required
        withAsterisk={false}
        data-autofocus
        autoFocus
      />
      <PasswordInput
        size="sm"
        label={t('entry.password')}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        autoComplete="current-password"
        required
        withAsterisk={false}
      />
      {signIn.error && (
        <p className="red" role="alert">
          {wrong === 401 || wrong === 400 || wrong === 403
            ? t('entry.wrong')
            : wrong === 429
              ? t('entry.tooMany')
              : problemText(signIn.error)}
        </p>
      )}
      <Button type="submit" size="sm" variant="filled" loading={signIn.isPending}>
        {t('entry.signIn')}
      </Button>
    </form>
  );
}
