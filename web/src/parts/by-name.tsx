import { useTranslation } from 'react-i18next';
import type { ShellName } from '../../../src/core/token.ts';
import { Raw } from './raw.tsx';
import { visibleText } from './visible-text.ts';

const shell: ShellName = 'command line on this machine';

/** The name of who did something, as the record has it; the server's own shell in the reader's language. */
export function ByName({ name, max = 60 }: { name: string; max?: number }) {
  const { t } = useTranslation();
  return name === shell ? t('audit.kind_local') : <Raw text={name} max={max} />;
}

/** The same as plain text, for within a sentence. */
export function useByName(): (name: string) => string {
  const { t } = useTranslation();
  return (name) => (name === shell ? t('audit.kind_local') : visibleText(name));
}
