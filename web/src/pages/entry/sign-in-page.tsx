import { useQuery } from '@tanstack/react-query';
import { Navigate, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sessionQuery } from '../../api/queries.ts';
import { Enrolment } from './enrolment.tsx';
import { EntryFrame } from './entry-frame.tsx';
import { safePath } from './safe-path.ts';
import { SignInSteps, type Step } from './sign-in-steps.tsx';

/** In, step by step; where a role needs a second factor that is not there yet, that follows at once. */
export function SignInPage() {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const { next, error } = useSearch({ from: '/sign-in' });
  const session = useQuery(sessionQuery).data;
  const [step, setStep] = useState<Step>();
  const [enrol, setEnrol] = useState(false);
  const to = safePath(next);
  if (session?.setupNeeded) return <Navigate to="/setup" />;
  if (!session) return null;
  if (enrol) return <Enrolment onDone={() => void navigate({ href: to })} />;
  // Came back from single sign-on, or opened the page again half-way.
  const first: Step = session.user && session.mfa === 'verify' ? 'verify' : 'who';
  const key = `problems.${error?.replaceAll('_', '-')}`;
  return (
    <EntryFrame
      title={t((step ?? first) === 'who' ? 'entry.signInTitle' : 'entry.secondTitle')}
      text={(step ?? first) === 'who' ? undefined : t('entry.secondText')}
    >
      {error && step === undefined && (
        <p className="red" role="alert">
          {i18n.exists(key) ? (t as (key: string) => string)(key) : t('problems.provider-failed')}
        </p>
      )}
      <SignInSteps
        to={to}
        first={first}
        onStep={setStep}
        onDone={(entered) => {
          if (entered.mfa === 'enrol') setEnrol(true);
          else void navigate({ href: to });
        }}
      />
    </EntryFrame>
  );
}
