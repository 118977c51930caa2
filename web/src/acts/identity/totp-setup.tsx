import { Button, PasswordInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { post } from '../../api/request.ts';
import type { SteppedUp, TotpBegun } from '../../api/types.ts';
import { CopyLine } from '../../parts/copy.tsx';
import { Loading } from '../../parts/loading.tsx';
import { useProblemText } from '../../parts/problem-notice.tsx';
import './identity.css';
import { QrCode } from './qr-code.tsx';
import { SecondFactorForm } from './second-factor-form.tsx';

/**
 * An authenticator app: the password where there is one, the QR code, the first code. `password` is given where it was
 * typed a moment ago. Gives the recovery codes when the app works.
 */
export function TotpSetup({
  hasPassword,
  password,
  onDone,
}: {
  hasPassword: boolean;
  password?: string;
  onDone: (recoveryCodes: string[]) => void;
}) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const [typed, setTyped] = useState('');
  const begin = useMutation({
    mutationFn: (known: string | undefined) =>
      post<TotpBegun>('/api/v1/profile/totp', known ? { password: known } : {}),
  });
  const { mutate } = begin;
  const begun = useRef(false);
  const atOnce = !hasPassword || password !== undefined;
  useEffect(() => {
    // Once: each call makes a new secret.
    if (!atOnce || begun.current) return;
    begun.current = true;
    mutate(password);
  }, [atOnce, mutate, password]);
  if (!begin.data) {
    if (atOnce && !begin.error) return <Loading rows={3} />;
    return (
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          begin.mutate(typed);
        }}
      >
        <PasswordInput
          size="sm"
          label={t('profile.passwordAgain')}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          autoComplete="current-password"
          error={begin.error && problemText(begin.error)}
          maxLength={200}
          data-autofocus
        />
        <Button type="submit" size="sm" variant="filled" loading={begin.isPending} disabled={typed === ''}>
          {t('profile.goOn')}
        </Button>
      </form>
    );
  }
  const { uri, secret, recoveryCodes } = begin.data;
  return (
    <div className="stack loose">
      <div className="bw-qr">
        <QrCode text={uri} label={t('profile.totpQr')} />
        <div className="stack">
          <p>{t('profile.totpScan')}</p>
          <p className="dim">{t('profile.totpType')}</p>
          <CopyLine text={secret} label={t('profile.totpCopy')} />
        </div>
      </div>
      <SecondFactorForm
        ways={['totp']}
        name={t('profile.totpConfirm')}
        submit={async (proof) => {
          if (proof.kind !== 'totp') return;
          await post<SteppedUp>('/api/v1/profile/totp/confirm', { code: proof.code });
          onDone(recoveryCodes);
        }}
      />
    </div>
  );
}
