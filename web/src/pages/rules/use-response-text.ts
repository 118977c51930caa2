import { useTranslation } from 'react-i18next';
import type { Rule } from '../../api/types.ts';
import { useFormat } from '../../i18n/use-format.ts';

/** What a rule asks for, in words: "block 1 h, doubling up to 1 week". */
export function useResponseText(): (rule: Rule) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return ({ response }) => {
    if (response.action === 'alert') return t('rules.responseAlert');
    const first = format.duration(response.durationS);
    return response.ceilingS > response.durationS
      ? t('rules.responseBlock', { first, ceiling: format.duration(response.ceilingS) })
      : t('rules.responseBlockFixed', { first });
  };
}
