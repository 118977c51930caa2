import { useTranslation } from 'react-i18next';
import type { RunSummaryWire } from '../../../../../src/api/schema/playbook-runs.ts';
import { Mark } from '../../../parts/mark.tsx';

const tones = { running: 'blue', done: 'green', failed: 'red', stopped: 'dim' } as const;

export function RunStateMark({ state, soft }: { state: RunSummaryWire['state']; soft?: boolean }) {
  const { t } = useTranslation();
  return (
    <Mark tone={tones[state]} soft={soft}>
      {t(`playbooks.runState_${state}`)}
    </Mark>
  );
}
