import { useTranslation } from 'react-i18next';

/**
 * An action in words: `token.created` → "Token made". Each half has a word of its own; what the screen does not know yet is
 * shown as it is.
 */
export function useActionWords(): (action: string) => string {
  const { t, i18n } = useTranslation();
  const word = (key: string) => (i18n.exists(key) ? (t as (key: string) => string)(key) : undefined);
  return (action) => {
    const [object, verb = ''] = action.split('.');
    const known = word(`auditWords.${action.replace('.', '-')}`);
    if (known) return known;
    const noun = word(`auditWords.object-${object}`) ?? object;
    if (!verb) return noun;
    return `${noun} ${word(`auditWords.verb-${verb}`) ?? verb}`;
  };
}
