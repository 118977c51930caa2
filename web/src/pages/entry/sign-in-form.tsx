import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AttemptProblem, useWait } from '../../acts/identity/wait-notice.tsx';
import { RequestError } from '../../api/problem.ts';
import { post } from '../../api/request.ts';
import type { SignedIn } from '../../api/types.ts';
import { useSession } from '../../api/use-session.ts';

/** Answers that mean no more than that the two do not belong together. */
const wrong = new Set([400, 401]);

/** E-mail and password. */
export function SignInForm({
  email,
  onEmail,
  onDone,
}: {
  email: string;
  onEmail: (email: string) => void;
  onDone: (next: SignedIn['next']) => void;
}) {
  const { t } = useTranslation();
  const canReset = useSession()?.canReset;
  const [password, setPassword] = useState('');
  const signIn = useMutation({
    mutationFn: () => post<SignedIn>('/api/auth/sign-in/email', { email: email.trim(), password }),
    onSuccess: ({ next }) => onDone(next),
  });
  const waitS = useWait(signIn.error);
  const refused = signIn.error instanceof RequestError && wrong.has(signIn.error.status);
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (waitS === 0) signIn.mutate();
      }}
    >
      <TextInput
        size="sm"
        type="email"
        label={t('entry.email')}
        value={email}
        onChange={(event) => onEmail(event.currentTarget.value)}
        autoComplete="username"
        maxLength={200}
        required
        withAsterisk={false}
        data-autofocus
        autoFocus
      />
      <div>
        <PasswordInput
          size="sm"
          label={t('entry.password')}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          autoComplete="current-password"
          maxLength={200}
          required
          withAsterisk={false}
        />
        {canReset && (
          <Link to="/forgotten-password" className="bw-below-field">
            {t('entry.forgotten')}
          </Link>
        )}
      </div>
      {refused ? (
        <p className="red" role="alert">
          {t('entry.wrong')}
        </p>
      ) : (
        <AttemptProblem error={signIn.error} waitS={waitS} />
      )}
      <Button type="submit" size="sm" variant="filled" loading={signIn.isPending} disabled={waitS > 0}>
        {t('entry.signIn')}
      </Button>
    </form>
  );
}
