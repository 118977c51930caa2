import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sessionQuery } from '../../api/queries.ts';
import { IconDeviceMobile, IconFingerprint, IconKey } from '../../parts/icons.ts';
import { Mark } from '../../parts/mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { NewCodesDialog, PasskeyDialog, RemoveTotp, TotpDialog } from './factor-dialogs.tsx';
import { PasskeyLines } from './passkey-lines.tsx';
import { passkeysQuery } from './profile-queries.ts';
import type { User } from './self-panel.tsx';

type Open = 'totp' | 'remove-totp' | 'passkey' | 'codes';

/** App, passkeys and recovery codes. */
export function FactorsPanel({ user }: { user: User }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [open, setOpen] = useState<Open>();
  const { totp, recoveryCodesLeft } = user.factors;
  const close = () => {
    setOpen(undefined);
    void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
    void client.invalidateQueries({ queryKey: passkeysQuery.queryKey });
  };
  return (
    <Panel
      id="factors"
      title={t('profile.factors')}
      aside={t(user.mfaRequired ? 'profile.factorsRequired' : 'profile.factorsOptional')}
      flush
    >
      <ul className="bw-lines">
        <li className="bw-factor-line">
          <IconDeviceMobile size={20} stroke={1.6} aria-hidden />
          <div>
            <div className="strong">{t('profile.totp')}</div>
            {totp ? (
              <Mark tone="green">{t('profile.totpOn')}</Mark>
            ) : (
              <div className="dim">{t('profile.totpWhat')}</div>
            )}
          </div>
          <div className="row wrap">
            {totp ? (
              <Button onClick={() => setOpen('remove-totp')}>{t('profile.totpRemove')}</Button>
            ) : (
              <Button onClick={() => setOpen('totp')}>{t('profile.totpAdd')}</Button>
            )}
          </div>
        </li>
        <li className="bw-factor-line">
          <IconFingerprint size={20} stroke={1.6} aria-hidden />
          <div>
            <div className="strong">{t('profile.passkeys')}</div>
            <div className="dim">{t('profile.passkeyWhat')}</div>
          </div>
          <div className="row wrap">
            <Button onClick={() => setOpen('passkey')}>{t('profile.passkeyAdd')}</Button>
          </div>
        </li>
        <PasskeyLines user={user} onChanged={close} />
        {totp && (
          <li className="bw-factor-line">
            <IconKey size={20} stroke={1.6} aria-hidden />
            <div>
              <div className="strong">{t('profile.codes')}</div>
              {recoveryCodesLeft > 2 ? (
                <div className="dim">{t('profile.codesLeft', { count: recoveryCodesLeft })}</div>
              ) : (
                <Mark tone="amber">
                  {recoveryCodesLeft === 0
                    ? t('profile.codesNone')
                    : t('profile.codesLeft', { count: recoveryCodesLeft })}
                </Mark>
              )}
            </div>
            <div className="row wrap">
              <Button onClick={() => setOpen('codes')}>{t('profile.codesNew')}</Button>
            </div>
          </li>
        )}
      </ul>
      {open === 'totp' && <TotpDialog onClose={close} />}
      {open === 'remove-totp' && <RemoveTotp user={user} onClose={close} />}
      {open === 'passkey' && <PasskeyDialog onClose={close} />}
      {open === 'codes' && <NewCodesDialog onClose={close} />}
    </Panel>
  );
}
