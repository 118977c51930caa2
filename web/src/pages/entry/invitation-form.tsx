import { Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { knowsPasskeys } from '../../acts/identity/passkey.ts';
import { RequestError } from '../../api/problem.ts';
import { sessionQuery } from '../../api/queries.ts';
import { post } from '../../api/request.ts';
import type { InvitationShown, SignedIn } from '../../api/types.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { IconFingerprint } from '../../parts/icons.ts';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { isTooShort, NewPassword } from './new-password.tsx';
import { OtherEntrances } from './other-entrances.tsx';

/** Name and password; or the organisation's own sign-in, which needs neither. */
export function InvitationForm({
  token,
  invitation,
  onDone,
}: {
  token: string;
  invitation: InvitationShown;
  /** `passkey`: without a password, so that is what comes next. */
  onDone: (next: SignedIn['next'], passkey: boolean) => void;
}) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { language } = useFormat();
  const problemText = useProblemText();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const accept = useMutation({
    mutationFn: (way: 'password' | 'passkey') =>
      post<SignedIn>('/api/v1/invitations/accept', {
        token,
        name: name.trim(),
        ...(way === 'password' ? { password } : {}),
        language,
        timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      }),
    onSuccess: async ({ next }, way) => {
      await client.fetchQuery({ ...sessionQuery, staleTime: 0 });
      onDone(next, way === 'passkey');
    },
  });
  const field = accept.error instanceof RequestError ? accept.error.field : '';
  const problem = accept.error && problemText(accept.error);
  return (
    <>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          accept.mutate('password');
        }}
      >
        <TextInput size="sm" label={t('entry.email')} value={invitation.email} readOnly autoComplete="username" />
        <TextInput
          size="sm"
          label={t('entry.setupName')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          autoComplete="name"
          error={field === 'name' && problem}
          maxLength={100}
          required
          withAsterisk={false}
          autoFocus
        />
        <NewPassword
          label={t('entry.password')}
          help={t('entry.setupPasswordHelp')}
          value={password}
          onChange={setPassword}
          known={[name, invitation.email]}
          error={field === 'password' && problem}
        />
        {problem && !['name', 'password'].includes(field) && (
          <p className="red" role="alert">
            {problem}
          </p>
        )}
        {invitation.mfaRequired && <p className="dim">{t('entry.invitationMfa')}</p>}
        <Button
          type="submit"
          size="sm"
          variant="filled"
          loading={accept.isPending && accept.variables === 'password'}
          disabled={isTooShort(password)}
        >
          {t('entry.invitationAccept')}
        </Button>
        {invitation.mfaRequired && knowsPasskeys() && (
          <Button
            size="sm"
            leftSection={<IconFingerprint size={17} />}
            loading={accept.isPending && accept.variables === 'passkey'}
            disabled={name.trim() === ''}
            onClick={() => accept.mutate('passkey')}
          >
            {t('entry.invitationPasskey')}
          </Button>
        )}
      </form>
      {invitation.providers.length > 0 && (
        <OtherEntrances providers={invitation.providers} to="/" onDone={() => {}} withoutPasskey />
      )}
    </>
  );
}
