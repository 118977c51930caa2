import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { knowsPasskeys } from '../../acts/identity/passkey.ts';
import { PasskeySetup } from '../../acts/identity/passkey-setup.tsx';
import { RecoveryCodes } from '../../acts/identity/recovery-codes.tsx';
import { TotpSetup } from '../../acts/identity/totp-setup.tsx';
import { sessionQuery } from '../../api/queries.ts';
import { post } from '../../api/request.ts';
import { useSession } from '../../api/use-session.ts';
import { IconDeviceMobile, IconFingerprint } from '../../parts/icons.ts';
import { EntryFrame } from './entry-frame.tsx';

type Step = 'choose' | 'passkey' | 'totp';

/**
 * The second factor a role needs, set up before anything else opens: why in one sentence, then a passkey or an app, then
 * the recovery codes. `first` is where to begin when the choice was made before.
 */
export function Enrolment({ first = 'choose', onDone }: { first?: Step; onDone: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const user = useSession()?.user;
  const [step, setStep] = useState(first);
  const [codes, setCodes] = useState<readonly string[]>();
  const finish = async () => {
    await client.fetchQuery({ ...sessionQuery, staleTime: 0 });
    onDone();
  };
  if (!user) return null;
  if (codes) {
    return (
      <EntryFrame wide title={t('profile.codesTitle')}>
        <RecoveryCodes codes={codes} onDone={() => void finish()} />
      </EntryFrame>
    );
  }
  const back = (
    <button type="button" className="link bw-start-over" onClick={() => setStep('choose')}>
      {t('entry.otherWay')}
    </button>
  );
  if (step === 'totp') {
    return (
      <EntryFrame wide title={t('profile.totpTitle')}>
        <TotpSetup onDone={setCodes} />
        {back}
      </EntryFrame>
    );
  }
  if (step === 'passkey') {
    return (
      <EntryFrame title={t('profile.passkeyTitle')} text={t('profile.passkeyText')}>
        <PasskeySetup onDone={() => void finish()} />
        {back}
      </EntryFrame>
    );
  }
  const passkeys = knowsPasskeys();
  const passkeyWay = (
    <button type="button" className="bw-way" disabled={!passkeys} onClick={() => setStep('passkey')}>
      <IconFingerprint size={22} stroke={1.6} aria-hidden />
      <span className="strong">{t('profile.passkey')}</span>
      <span className="dim">{passkeys ? t('profile.passkeyWhat') : t('profile.passkeyNot')}</span>
    </button>
  );
  return (
    <EntryFrame title={t('entry.enrolTitle')} text={t(`entry.enrolWhy_${user.role}`)}>
      <div className="bw-ways">
        {passkeys && passkeyWay}
        <button type="button" className="bw-way" onClick={() => setStep('totp')}>
          <IconDeviceMobile size={22} stroke={1.6} aria-hidden />
          <span className="strong">{t('profile.totp')}</span>
          <span className="dim">{t('profile.totpWhat')}</span>
        </button>
        {!passkeys && passkeyWay}
      </div>
      <p className="dim bw-signed-in-as">
        {t('entry.signedInAs', { email: user.email })}{' '}
        <button
          type="button"
          className="link"
          onClick={() => void post('/api/auth/sign-out').finally(() => window.location.assign('/sign-in'))}
        >
          {t('shell.signOut')}
        </button>
      </p>
    </EntryFrame>
  );
}
