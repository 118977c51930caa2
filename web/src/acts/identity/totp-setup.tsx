import { Button, PasswordInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RequestError } from '../../api/problem.ts';
import { post } from '../../api/request.ts';
import type { SteppedUp, TotpBegun } from '../../api/types.ts';
import { CopyLine } from '../../parts/copy.tsx';
import { Loading } from '../../parts/loading.tsx';
import { useProblemText } from '../../parts/problem-notice.tsx';
import './identity.css';
import { QrCode } from './qr-code.tsx';
import { SecondFactorForm } from './second-factor-form.tsx';

/**
 * An authenticator app: the QR code, then the first code. The password is asked for where the session does not begin just
 * now. Gives the recovery codes when the app works.
 */
export function TotpSetup({ onDone }: { onDone: (recoveryCodes: string[]) => void }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const [password, setPassword] = useState('');
  const [refused, setRefused] = useState(0);
  const begin = useMutation({
    mutationFn: (typed: string) => post<TotpBegun>('/api/v1/profile/totp', typed ? { password: typed } : {}),
    onError: () => setRefused((times) => times + 1),
  });
  const { mutate } = begin;
  const begun = useRef(false);
  useEffect(() => {
    // Once: each call makes a new secret.
    if (begun.current) return;
    begun.current = true;
    mutate('');
  }, [mutate]);
  if (!begin.data) {
    const asksPassword = begin.error instanceof RequestError && begin.error.kind === 'password-required';
    if (!begin.error && refused === 0) return <Loading rows={3} />;
    if (begin.error && !asksPassword) {
      return (
        <p className="red" role="alert">
          {problemText(begin.error)}
        </p>
      );
    }
    return (
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          begin.mutate(password);
        }}
      >
        <PasswordInput
          size="sm"
          label={t('profile.passwordAgain')}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          autoComplete="current-password"
          // The first time nothing was typed yet.
          error={refused > 1 && begin.error && t('problems.password-wrong')}
          maxLength={200}
          data-autofocus
          autoFocus
        />
        <Button type="submit" size="sm" variant="filled" loading={begin.isPending} disabled={password === ''}>
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
