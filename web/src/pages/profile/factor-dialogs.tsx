import { Modal } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { knowsPasskeys } from '../../acts/identity/passkey.ts';
import { PasskeySetup } from '../../acts/identity/passkey-setup.tsx';
import { RecoveryCodes } from '../../acts/identity/recovery-codes.tsx';
import { TotpSetup } from '../../acts/identity/totp-setup.tsx';
import { post, remove } from '../../api/request.ts';
import type { RecoveryCodes as Codes } from '../../api/types.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { toast } from '../../parts/toast.tsx';
import type { User } from './self-panel.tsx';

/** The app, then its recovery codes; these may not be clicked away by accident. */
export function TotpDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [codes, setCodes] = useState<readonly string[]>();
  return (
    <Modal
      opened
      onClose={onClose}
      title={codes ? t('profile.codesTitle') : t('profile.totpTitle')}
      size={520}
      closeOnClickOutside={false}
      closeOnEscape={!codes}
      withCloseButton={!codes}
    >
      {codes ? (
        <RecoveryCodes
          codes={codes}
          onDone={() => {
            toast({ title: t('profile.totpDone'), brief: true });
            onClose();
          }}
        />
      ) : (
        <TotpSetup onDone={setCodes} />
      )}
    </Modal>
  );
}

export function RemoveTotp({ user, onClose }: { user: User; onClose: () => void }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const act = useMutation({
    mutationFn: () => remove('/api/v1/profile/totp'),
    onSuccess: () => {
      toast({ title: t('profile.totpRemoved'), brief: true });
      onClose();
    },
  });
  return (
    <Confirm
      title={`${t('profile.totpRemove')}?`}
      submit={t('profile.totpRemove')}
      busy={act.isPending}
      onSubmit={() => act.mutate()}
      onClose={onClose}
    >
      <p>{t('profile.totpRemoveText')}</p>
      {user.mfaRequired && user.factors.passkeys === 0 && <p>{t('profile.totpRemoveMust')}</p>}
      {act.error && <p className="red">{problemText(act.error)}</p>}
    </Confirm>
  );
}

export function PasskeyDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={onClose} title={t('profile.passkeyTitle')} size={440}>
      <div className="stack">
        <p className="dim">{knowsPasskeys() ? t('profile.passkeyText') : t('profile.passkeyNot')}</p>
        {knowsPasskeys() && (
          <PasskeySetup
            onDone={() => {
              toast({ title: t('profile.passkeyMade'), brief: true });
              onClose();
            }}
          />
        )}
      </div>
    </Modal>
  );
}

/** New recovery codes for the old ones. */
export function NewCodesDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const make = useMutation({ mutationFn: () => post<Codes>('/api/v1/profile/recovery-codes') });
  const codes = make.data?.recoveryCodes;
  if (!codes) {
    return (
      <Confirm
        title={`${t('profile.codesNew')}?`}
        submit={t('profile.codesNew')}
        busy={make.isPending}
        onSubmit={() => make.mutate()}
        onClose={onClose}
      >
        <p>{t('profile.codesNewText')}</p>
        {make.error && (
          <p className="red" role="alert">
            {problemText(make.error)}
          </p>
        )}
      </Confirm>
    );
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('profile.codesTitle')}
      size={520}
      closeOnClickOutside={false}
      closeOnEscape={false}
      withCloseButton={false}
    >
      <RecoveryCodes codes={codes} onDone={onClose} />
    </Modal>
  );
}
