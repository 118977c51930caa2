import { useTranslation } from 'react-i18next';
import type { PlaybookStepWire } from '../../../../../src/api/schema/playbooks.ts';
import {
  IconArrowFork,
  IconArrowsSplit,
  IconArrowsSplit2,
  IconBolt,
  type IconCircle,
  IconFlag,
  IconPlayerPlay,
  IconRepeat,
  IconSitemap,
  IconUser,
} from '../../../parts/icons.ts';

/** What a step is to whoever reads a playbook. */
export type StepKind = 'start' | 'end' | 'task' | 'automatic' | 'playbook' | 'parallel' | 'if' | 'while' | 'switch';

const icons: Readonly<Record<StepKind, typeof IconCircle>> = {
  start: IconPlayerPlay,
  end: IconFlag,
  task: IconUser,
  automatic: IconBolt,
  playbook: IconSitemap,
  parallel: IconArrowsSplit2,
  if: IconArrowFork,
  while: IconRepeat,
  switch: IconArrowsSplit,
};

export function kindOf({ type, does }: Pick<PlaybookStepWire, 'type' | 'does'>): StepKind {
  if (type === 'action') return does === 'automatic' ? 'automatic' : 'task';
  if (type === 'playbook-action') return 'playbook';
  return type.replace('-condition', '') as StepKind;
}

/** Icon and word of a kind of step; the word for screen readers only where there is no room. */
export function KindMark({ kind, bare }: { kind: StepKind; bare?: boolean }) {
  const { t } = useTranslation();
  const Icon = icons[kind];
  return (
    <span className={`bw-playbook-kind ${kind}`} title={bare ? t(`playbooks.kind_${kind}`) : undefined}>
      <Icon size={15} aria-hidden />
      <span className={bare ? 'sr-only' : ''}>{t(`playbooks.kind_${kind}`)}</span>
    </span>
  );
}
