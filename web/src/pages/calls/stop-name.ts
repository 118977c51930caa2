import { useTranslation } from 'react-i18next';
import type { CallStop } from '../../../../src/api/schema/calls.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { visibleText } from '../../parts/visible-text.ts';

/** What a stop is about in a few words: whose calls, and which. */
export function useStopName(): (
  stop: Pick<CallStop, 'scope' | 'payer' | 'tenantName' | 'reach' | 'country' | 'prefix'>,
) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return ({ scope, payer, tenantName, reach, country, prefix }) => {
    const whose = payer
      ? visibleText(payer)
      : scope === 'provider'
        ? t('calls.scope-provider')
        : visibleText(tenantName);
    const where = country ? format.country(country) : prefix ? `${prefix}…` : t(`calls.reachShort-${reach}`);
    return `${whose} · ${where}`;
  };
}
