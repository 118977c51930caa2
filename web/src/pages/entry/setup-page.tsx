import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sessionQuery } from '../../api/queries.ts';
import { Enrolment } from './enrolment.tsx';
import { EntryFrame } from './entry-frame.tsx';
import { SetupForm } from './setup-form.tsx';

/** First run: the one-time link leads here. */
export function SetupPage() {
  const { t } = useTranslation();
  const { token } = useSearch({ from: '/setup' });
  const navigate = useNavigate();
  const session = useQuery(sessionQuery).data;
  const [enrol, setEnrol] = useState(false);
  if (enrol) return <Enrolment onDone={() => void navigate({ to: '/' })} />;
  if (session && !session.setupNeeded) {
    return (
      <EntryFrame title={t('entry.setupDone')} text={t('entry.setupDoneText')}>
        <Link to="/sign-in">{t('entry.signIn')}</Link>
      </EntryFrame>
    );
  }
  if (!token) return <EntryFrame title={t('entry.setupNoToken')} text={t('entry.setupNoTokenText')} />;
  return (
    <EntryFrame title={t('entry.setupTitle')} text={t('entry.setupText')}>
      <SetupForm
        token={token}
        onDone={(made) => {
          if (made.mfa === 'enrol') setEnrol(true);
          else void navigate({ to: '/' });
        }}
      />
    </EntryFrame>
  );
}
