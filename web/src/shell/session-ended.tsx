import { Modal } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sessionQuery } from '../api/queries.ts';
import { onSessionEnded } from '../api/request.ts';
import type { Session } from '../api/types.ts';
import { SignInForm } from '../pages/entry/sign-in-form.tsx';

/** When the session ends the page stays where it is and asks for the password over it. */
export function SessionEnded() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [ended, setEnded] = useState(false);
  useEffect(() => onSessionEnded(() => setEnded(true)), []);
  useEffect(
    () =>
      client.getQueryCache().subscribe((event) => {
        if (event.query.queryKey[0] !== 'session' || event.type !== 'updated') return;
        const session = event.query.state.data as Session | undefined;
        if (session && !session.user) setEnded(true);
      }),
    [client],
  );
  return (
    <Modal
      opened={ended}
      onClose={() => {}}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title={t('entry.expiredTitle')}
      size={380}
      zIndex={500}
    >
      <div className="stack">
        <p>{t('entry.expiredText')}</p>
        <SignInForm
          onDone={() => {
            setEnded(false);
            void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
            void client.invalidateQueries();
          }}
        />
      </div>
    </Modal>
  );
}
