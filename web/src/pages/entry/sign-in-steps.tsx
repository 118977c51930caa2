import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Proof, SecondFactorForm } from '../../acts/identity/second-factor-form.tsx';
import { waysOf } from '../../acts/step-up.tsx';
import { RequestError } from '../../api/problem.ts';
import { sessionQuery } from '../../api/queries.ts';
import { post } from '../../api/request.ts';
import type { Session, SignedIn, SteppedUp } from '../../api/types.ts';
import { OtherEntrances } from './other-entrances.tsx';
import { SignInForm } from './sign-in-form.tsx';

export type Step = 'who' | 'second-factor' | 'verify';

/**
 * Signing in, one question at a time: who, then the second factor where there is one. `onDone` hears the session that came
 * of it (which may still have to enrol a factor). `onStep` lets the frame say what is asked now.
 */
export function SignInSteps({
  to,
  first = 'who',
  onStep,
  onDone,
}: {
  to: string;
  first?: Step;
  onStep?: (step: Step) => void;
  onDone: (session: Session) => void;
}) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const session = useQuery(sessionQuery).data;
  const [step, setStep] = useState(first);
  const [email, setEmail] = useState('');
  const [again, setAgain] = useState(false);
  const go = (next: Step) => {
    setStep(next);
    onStep?.(next);
  };
  const follow = async (next: SignedIn['next']) => {
    setAgain(false);
    if (next === 'second-factor') return go('second-factor');
    const known = await client.fetchQuery({ ...sessionQuery, staleTime: 0 });
    if (next === 'verify') return go('verify');
    onDone(known);
  };
  const startOver = () => go('who');

  if (step === 'second-factor') {
    return (
      <>
        <SecondFactorForm
          ways={['totp', 'passkey', 'recovery-code']}
          name={t('entry.signIn')}
          submit={async (proof) => {
            try {
              await follow((await secondStep(proof)).next);
            } catch (error) {
              if (error instanceof RequestError && error.kind === 'sign-in-again') {
                startOver();
                setAgain(true);
              }
              throw error;
            }
          }}
        />
        <StartOver onClick={startOver} />
      </>
    );
  }
  if (step === 'verify') {
    return (
      <>
        <SecondFactorForm
          ways={waysOf(session?.user?.factors).filter((way) => way !== 'password')}
          name={t('entry.signIn')}
          submit={async (proof) => {
            await post<SteppedUp>('/api/v1/session/step-up', proof);
            await follow('done');
          }}
        />
        <StartOver onClick={() => void post('/api/auth/sign-out').finally(startOver)} />
      </>
    );
  }
  return (
    <>
      {again && <p role="alert">{t('problems.sign-in-again')}</p>}
      <SignInForm email={email} onEmail={setEmail} onDone={follow} />
      <OtherEntrances providers={session?.providers ?? []} to={to} onDone={follow} />
    </>
  );
}

function secondStep(proof: Proof): Promise<SignedIn> {
  return proof.kind === 'passkey'
    ? post<SignedIn>('/api/v1/session/passkey', { response: proof.response })
    : post<SignedIn>('/api/v1/session/second-factor', proof);
}

function StartOver({ onClick }: { onClick: () => void }) {
  const { t } = useTranslation();
  return (
    <button type="button" className="link bw-start-over" onClick={onClick}>
      {t('entry.startOver')}
    </button>
  );
}
