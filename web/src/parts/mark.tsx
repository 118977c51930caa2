import type { ReactNode } from 'react';
import {
  IconAlertCircleFilled,
  IconAlertTriangleFilled,
  IconCircle,
  IconCircleCheckFilled,
  IconInfoCircleFilled,
} from './icons.ts';

/** Act now, watch, fine, information, or no state at all. */
export type Tone = 'red' | 'amber' | 'green' | 'blue' | 'dim';

const icons = {
  red: IconAlertTriangleFilled,
  amber: IconAlertCircleFilled,
  green: IconCircleCheckFilled,
  blue: IconInfoCircleFilled,
  dim: IconCircle,
};

/** The icon of a state; always beside a word. */
export function ToneIcon({ tone, size = 16 }: { tone: Tone; size?: number }) {
  const Icon = icons[tone];
  return <Icon size={size} className={`bw-tone-icon ${tone}`} aria-hidden />;
}

/** Icon and word of a state. `soft` puts them on a tinted ground, `quiet` colours the icon alone. */
export function Mark({
  tone,
  soft,
  quiet,
  title,
  children,
}: {
  tone: Tone;
  soft?: boolean;
  quiet?: boolean;
  title?: string;
  children: ReactNode;
}) {
  return (
    <span className={`bw-mark ${quiet ? '' : tone} ${soft ? 'soft' : ''}`} title={title}>
      <ToneIcon tone={tone} size={14} />
      <span>{children}</span>
    </span>
  );
}
