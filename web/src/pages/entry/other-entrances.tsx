import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { answerWithPasskey, knowsPasskeys } from '../../acts/identity/passkey.ts';
import { AttemptProblem, useWait } from '../../acts/identity/wait-notice.tsx';
import { post } from '../../api/request.ts';
import type { SignedIn, SignInProvider } from '../../api/types.ts';
import { IconFingerprint, IconLogin2 } from '../../parts/icons.ts';

/** Without a password: a passkey, or the organisation's own sign-in. `to` is where one wants to be afterwards. */
export function OtherEntrances({
  providers,
  to,
  onDone,
  withoutPasskey,
}: {
  providers: readonly SignInProvider[];
  to: string;
  onDone: (next: SignedIn['next']) => void;
  /** Where nobody has one yet. */
  withoutPasskey?: boolean;
}) {
  const { t } = useTranslation();
  const passkey = useMutation({
    mutationFn: async () => post<SignedIn>('/api/v1/session/passkey', { response: await answerWithPasskey() }),
    onSuccess: ({ next }) => onDone(next),
  });
  const leave = useMutation({
    mutationFn: (id: string) =>
      post<{ url: string }>(`/api/v1/session/oidc/${encodeURIComponent(id)}`, { to: to.slice(0, 500) }),
    onSuccess: ({ url }) => window.location.assign(url),
  });
  const waitS = useWait(passkey.error);
  const passkeys = !withoutPasskey && knowsPasskeys();
  if (providers.length === 0 && !passkeys) return null;
  return (
    <div className="stack">
      <div className="bw-or" aria-hidden>
        <span>{t('entry.or')}</span>
      </div>
      <div className="bw-entrances">
        {passkeys && (
          <Button
            size="sm"
            leftSection={<IconFingerprint size={17} />}
            loading={passkey.isPending}
            disabled={waitS > 0}
            onClick={() => passkey.mutate()}
          >
            {t('entry.withPasskey')}
          </Button>
        )}
        {providers.map((provider) => (
          <Button
            key={provider.id}
            size="sm"
            leftSection={<IconLogin2 size={17} />}
            loading={leave.isPending && leave.variables === provider.id}
            onClick={() => leave.mutate(provider.id)}
          >
            {t('entry.withProvider', { name: provider.name })}
          </Button>
        ))}
      </div>
      <AttemptProblem error={passkey.error ?? leave.error} waitS={waitS} />
    </div>
  );
}
