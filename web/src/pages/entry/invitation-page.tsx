import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RequestError } from '../../api/problem.ts';
import { post } from '../../api/request.ts';
import type { InvitationShown } from '../../api/types.ts';
import { Answer } from '../../parts/loading.tsx';
import { Enrolment } from './enrolment.tsx';
import { EntryFrame } from './entry-frame.tsx';
import { InvitationForm } from './invitation-form.tsx';

/** The mailed invitation leads here: who invites one to what, then a name and a way to sign in. */
export function InvitationPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { token = '' } = useSearch({ from: '/invitation' });
  const [enrol, setEnrol] = useState<'choose' | 'passkey'>();
  const invitation = useQuery({
    queryKey: ['invitation', token],
    queryFn: () => post<InvitationShown>('/api/v1/invitations/look', { token }),
    enabled: token !== '' && !enrol,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  if (enrol) return <Enrolment first={enrol} onDone={() => void navigate({ to: '/' })} />;
  const gone =
    token === '' || (invitation.error instanceof RequestError && [400, 404].includes(invitation.error.status));
  if (gone) {
    return (
      <EntryFrame title={t('entry.invitationSpent')} text={t('entry.invitationSpentText')}>
        <Link to="/sign-in">{t('entry.backToSignIn')}</Link>
      </EntryFrame>
    );
  }
  const shown = invitation.data;
  const where = (shown?.tenant !== 'provider' && shown?.tenantName) || t('common.appName');
  return (
    <EntryFrame
      title={shown ? t('entry.invitationTitle', { where }) : t('entry.invitation')}
      text={
        shown &&
        t('entry.invitationText', {
          who: shown.invitedBy,
          role: t(`people.role_${shown.role}`).toLowerCase(),
        })
      }
    >
      <Answer of={invitation} rows={4}>
        {(data) => (
          <InvitationForm
            token={token}
            invitation={data}
            onDone={(next, passkey) => {
              if (next === 'enrol') setEnrol(passkey ? 'passkey' : 'choose');
              else void navigate({ to: '/' });
            }}
          />
        )}
      </Answer>
    </EntryFrame>
  );
}
