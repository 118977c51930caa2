import { Modal } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sessionQuery } from '../api/queries.ts';
import { onStepUp, post } from '../api/request.ts';
import type { Factors, SteppedUp } from '../api/types.ts';
import { useSession } from '../api/use-session.ts';
import { type Proof, SecondFactorForm } from './identity/second-factor-form.tsx';

/** What somebody can show, easiest first; the password only where there is no second factor. */
export function waysOf(factors: Factors | undefined): Proof['kind'][] {
  if (!factors) return [];
  const ways: Proof['kind'][] = [];
  if (factors.passkeys > 0) ways.push('passkey');
  if (factors.totp) ways.push('totp');
  if (factors.recoveryCodesLeft > 0) ways.push('recovery-code');
  return ways.length === 0 && factors.password ? ['password'] : ways;
}

/**
 * Appears when an act needs a fresh second factor, over whatever is open; the act goes on by itself when it was shown. Acts
 * that ask at the same time share one question.
 */
export function StepUp() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const factors = useSession()?.user?.factors;
  const [asking, setAsking] = useState(false);
  const waiting = useRef<((shown: boolean) => void)[]>([]);
  useEffect(
    () =>
      onStepUp(
        () =>
          new Promise((resolve) => {
            waiting.current.push(resolve);
            setAsking(true);
          }),
      ),
    [],
  );
  const end = (shown: boolean) => {
    setAsking(false);
    for (const resolve of waiting.current.splice(0)) resolve(shown);
  };
  return (
    <Modal opened={asking} onClose={() => end(false)} title={t('entry.stepUpTitle')} size={420} zIndex={450}>
      <div className="stack loose">
        <p>{t('entry.stepUpText')}</p>
        <SecondFactorForm
          ways={waysOf(factors)}
          submit={async (proof) => {
            await post<SteppedUp>('/api/v1/session/step-up', proof);
            end(true);
            void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
          }}
          onCancel={() => end(false)}
        />
      </div>
    </Modal>
  );
}
