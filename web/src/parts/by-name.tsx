import { useTranslation } from 'react-i18next';
import type { ShellName } from '../../../src/core/token.ts';
import { Raw } from './raw.tsx';
import { visibleText } from './visible-text.ts';

const shell: ShellName = 'command line on this machine';

/** The name of who did something, as the record has it; the server's own shell in the reader's language, `within` a sentence or at its start. */
export function ByName({ name, max = 60, within = false }: { name: string; max?: number; within?: boolean }) {
  const { t } = useTranslation();
  if (name !== shell) return <Raw text={name} max={max} />;
  return within ? t('audit.within_local') : t('audit.kind_local');
}

/** The same as plain text, within a sentence or at its start. */
export function useByName(): (name: string, place?: 'start' | 'within') => string {
  const { t } = useTranslation();
  return (name, place = 'within') =>
    name === shell ? t(place === 'start' ? 'audit.start_local' : 'audit.within_local') : visibleText(name);
}
