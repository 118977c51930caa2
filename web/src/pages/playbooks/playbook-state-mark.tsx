import { useTranslation } from 'react-i18next';
import type { PlaybookSummaryWire } from '../../../../src/api/schema/playbooks.ts';
import { Mark } from '../../parts/mark.tsx';

const tones = { active: 'green', draft: 'blue', off: 'dim' } as const;

/** Whether a playbook is in use. */
export function PlaybookStateMark({ playbook: { state } }: { playbook: Pick<PlaybookSummaryWire, 'state'> }) {
  const { t } = useTranslation();
  return <Mark tone={tones[state]}>{t(`playbooks.state_${state}`)}</Mark>;
}
