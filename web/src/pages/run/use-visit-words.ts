import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { RunStepWire } from '../../../../src/api/schema/playbook-runs.ts';
import type { Tone } from '../../parts/mark.tsx';

const tones: Readonly<Record<RunStepWire['state'], Tone>> = {
  delayed: 'blue',
  doing: 'blue',
  asked: 'amber',
  branches: 'blue',
  done: 'green',
  failed: 'red',
  timeout: 'red',
  withdrawn: 'dim',
};

/** Colour and word of where a step is. */
export function useVisitWords() {
  const { t } = useTranslation();
  return useMemo(
    () => ({
      of: ({ state }: Pick<RunStepWire, 'state'>) => ({ tone: tones[state], word: t(`playbooks.visit_${state}`) }),
    }),
    [t],
  );
}
