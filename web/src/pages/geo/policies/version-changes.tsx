import { useTranslation } from 'react-i18next';
import type { GeoVersion } from '../../../../../src/api/schema/geo.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { Raw } from '../../../parts/raw.tsx';

/** What a version of a policy changed, a sentence a line. */
export function VersionChanges({ of: { version, changes } }: { of: GeoVersion }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (changes.length === 0) return version === 1 ? <li>{t('geo.versionFirst')}</li> : null;
  return changes.map((sentence) => (
    <li key={sentence.en}>
      <Raw text={format.text(sentence)} max={300} />
    </li>
  ));
}
