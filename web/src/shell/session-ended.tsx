import { Modal } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useLocation, useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sessionQuery } from '../api/queries.ts';
import { onEnrolmentNeeded, onSessionEnded } from '../api/request.ts';
import type { Session } from '../api/types.ts';
import { SignInSteps } from '../pages/entry/sign-in-steps.tsx';

/**
 * When the session ends, or is ended from elsewhere, the page stays where it is and asks to sign in over it. Who comes back
 * as somebody else gets a fresh page. A session that has to set up its second factor first goes there.
 */
export function SessionEnded() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { href } = useLocation();
  const [ended, setEnded] = useState(false);
  const [before] = useState(() => client.getQueryData<Session>(sessionQuery.queryKey)?.user?.id);
  useEffect(() => onSessionEnded(() => setEnded(true)), []);
  useEffect(
    () =>
      onEnrolmentNeeded(() => {
        void client.fetchQuery({ ...sessionQuery, staleTime: 0 }).then(({ mfa }) => {
          if (mfa === 'enrol') void navigate({ to: '/enrol', search: { next: href } });
        });
      }),
    [client, navigate, href],
  );
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
      size={400}
      zIndex={500}
    >
      {ended && (
        <div className="stack">
          <p>{t('entry.expiredText')}</p>
          <SignInSteps
            to={href}
            onDone={({ user, mfa }) => {
              if (user?.id !== before) return window.location.assign('/');
              setEnded(false);
              if (mfa === 'enrol') void navigate({ to: '/enrol', search: { next: href } });
              void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
              void client.invalidateQueries();
            }}
          />
        </div>
      )}
    </Modal>
  );
}
