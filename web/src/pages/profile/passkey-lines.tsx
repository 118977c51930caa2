import { Button, Modal, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { patch, remove } from '../../api/request.ts';
import type { Passkey } from '../../api/types.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { toast } from '../../parts/toast.tsx';
import { passkeysQuery } from './profile-queries.ts';
import type { User } from './self-panel.tsx';

/** The passkeys by name, each with the way to rename and to remove it. */
export function PasskeyLines({ user, onChanged }: { user: User; onChanged: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const passkeys = useQuery(passkeysQuery).data ?? [];
  const [renaming, setRenaming] = useState<Passkey>();
  const [removing, setRemoving] = useState<Passkey>();
  const done = () => {
    setRenaming(undefined);
    setRemoving(undefined);
    onChanged();
  };
  return (
    <>
      {passkeys.map((passkey) => (
        <li key={passkey.id} className="bw-factor-line" data-passkey={passkey.name}>
          <span />
          <div>
            <div className="strong">{passkey.name}</div>
            <div className="dim">
              {format.day(passkey.createdAt)} ·{' '}
              {t(passkey.synced ? 'profile.passkeySynced' : 'profile.passkeyOneDevice')}
            </div>
          </div>
          <div className="row wrap">
            <Button
              onClick={() => setRenaming(passkey)}
              aria-label={t('profile.passkeyRenameOf', { name: passkey.name })}
            >
              {t('profile.passkeyRename')}
            </Button>
            <Button
              onClick={() => setRemoving(passkey)}
              aria-label={t('profile.passkeyRemoveOf', { name: passkey.name })}
            >
              {t('common.remove')}
            </Button>
          </div>
        </li>
      ))}
      {renaming && <Rename passkey={renaming} onClose={() => setRenaming(undefined)} onDone={done} />}
      {removing && <Remove user={user} passkey={removing} onClose={() => setRemoving(undefined)} onDone={done} />}
    </>
  );
}

interface Asked {
  passkey: Passkey;
  onClose: () => void;
  onDone: () => void;
}
const pathOf = ({ id }: Passkey) => `/api/v1/profile/passkeys/${encodeURIComponent(id)}`;

function Rename({ passkey, onClose, onDone }: Asked) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const [name, setName] = useState(passkey.name);
  const act = useMutation({
    mutationFn: () => patch<Passkey>(pathOf(passkey), { name: name.trim() }),
    onSuccess: onDone,
  });
  return (
    <Modal opened onClose={onClose} title={t('profile.passkeyRenameOf', { name: passkey.name })} size={420}>
      <form
        className="stack loose"
        onSubmit={(event) => {
          event.preventDefault();
          act.mutate();
        }}
      >
        <TextInput
          label={t('profile.passkeyName')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={act.error && problemText(act.error)}
          maxLength={60}
          data-autofocus
        />
        <div className="bw-dialog-foot">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" variant="filled" loading={act.isPending} disabled={name.trim() === ''}>
            {t('common.save')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

function Remove({ user, passkey, onClose, onDone }: Asked & { user: User }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const act = useMutation({
    mutationFn: () => remove(pathOf(passkey)),
    onSuccess: () => {
      toast({ title: t('profile.passkeyRemoved', { name: passkey.name }), brief: true });
      onDone();
    },
  });
  const name = t('profile.passkeyRemoveOf', { name: passkey.name });
  return (
    <Confirm title={`${name}?`} submit={name} busy={act.isPending} onSubmit={() => act.mutate()} onClose={onClose}>
      <p>{t('profile.passkeyRemoveText')}</p>
      {user.mfaRequired && !user.factors.totp && user.factors.passkeys === 1 && <p>{t('profile.totpRemoveMust')}</p>}
      {act.error && <p className="red">{problemText(act.error)}</p>}
    </Confirm>
  );
}
