import type { GeoServiceName, GeoState, GeoVerdict } from '../../core/geo/geo-policy.ts';
import type { Text } from '../../core/text.ts';

/** What services, verdicts and states are called in sentences. */
export const serviceWords: Readonly<Record<GeoServiceName, Text>> = {
  registration: { en: 'registration', nl: 'registratie' },
  'calls-in': { en: 'calls in', nl: 'inkomende gesprekken' },
  'calls-out': { en: 'calls out', nl: 'uitgaande gesprekken' },
  web: { en: 'web', nl: 'web' },
  ssh: { en: 'ssh', nl: 'ssh' },
  provisioning: { en: 'provisioning', nl: 'provisioning' },
  sip: { en: 'SIP', nl: 'SIP' },
};

export const verdictWords: Readonly<Record<GeoVerdict, Text>> = {
  allow: { en: 'allow', nl: 'toelaten' },
  watch: { en: 'watch', nl: 'opletten' },
  limit: { en: 'limit', nl: 'begrenzen' },
  refuse: { en: 'refuse', nl: 'weigeren' },
};

export const stateWords: Readonly<Record<GeoState, Text>> = {
  off: { en: 'off', nl: 'uit' },
  watch: { en: 'watching', nl: 'kijkt mee' },
  enforced: { en: 'enforced', nl: 'van kracht' },
};
