import { useTranslation } from 'react-i18next';
import type { Person } from '../../api/types.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Mark } from '../../parts/mark.tsx';

/** What a person has besides a password; amber where the role needs something that is not there. */
export function FactorMark({ person }: { person: Pick<Person, 'factors' | 'mfaRequired' | 'providers'> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { totp, passkeys } = person.factors;
  const has = [
    ...(passkeys > 0 ? [t('people.factorPasskeys', { count: passkeys })] : []),
    ...(totp ? [t('people.factorTotp')] : []),
  ];
  if (has.length > 0) {
    return (
      <Mark tone="green" quiet>
        {format.list(has)}
      </Mark>
    );
  }
  if (person.mfaRequired) {
    return (
      <Mark tone="amber" title={t('people.factorMissingHelp')}>
        {t('people.factorMissing')}
      </Mark>
    );
  }
  return <span className="dim">{t('people.factorNone')}</span>;
}
