import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { GeoSuggestion } from '../../../../../src/api/schema/geo.ts';

/** The way to where a suggestion is carried out; nothing for what is not done by hand. */
export function FollowLink({ suggestion: { kind, about } }: { suggestion: GeoSuggestion }) {
  const { t } = useTranslation();
  if (kind === 'data-old' || kind === 'data-thin') {
    return (
      <Link to="/geo" search={{ view: 'data' }}>
        {t('geoMap.followData')}
      </Link>
    );
  }
  if (kind === 'close-country' || kind === 'exception-for-good') {
    const verdict = kind === 'close-country' ? 'refuse' : 'allow';
    if (!/^[A-Z]{2}$/.test(about)) return null;
    return (
      <Link to="/geo/policies/$id" params={{ id: 'new' }} search={{ countries: about, verdict }}>
        {t('geoMap.followCountry')}
      </Link>
    );
  }
  const policy = about.split('/')[0];
  if (kind === 'drift' || !policy) return null;
  return (
    <Link to="/geo/policies/$id" params={{ id: policy }}>
      {t('geoMap.followPolicy')}
    </Link>
  );
}
