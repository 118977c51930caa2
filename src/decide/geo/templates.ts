import type { GeoPolicyForm, GeoRule } from '../../core/geo/geo-policy.ts';
import type { Text } from '../../core/text.ts';
import { countryName } from './country-names.ts';

/** A policy to begin with. */
export interface PolicyTemplate {
  readonly id: string;
  readonly title: Text;
  readonly about: Text;
  readonly policy: GeoPolicyForm;
}

/** Whom a country has land borders or close ties with, where we wrote it down. */
const neighbours: Readonly<Record<string, readonly string[]>> = {
  NL: ['BE', 'DE', 'LU'],
  BE: ['NL', 'DE', 'FR', 'LU'],
  DE: ['NL', 'BE', 'LU', 'FR', 'CH', 'AT', 'CZ', 'PL', 'DK'],
  LU: ['BE', 'DE', 'FR', 'NL'],
  FR: ['BE', 'LU', 'DE', 'CH', 'IT', 'ES', 'MC', 'AD'],
};

/** The templates, in watch, for a provider whose customers are in `home` (ISO country). */
export function policyTemplates(home = 'NL'): readonly PolicyTemplate[] {
  const around = [home, ...(neighbours[home] ?? [])];
  const name = countryName(home);
  return [
    template(
      'neighbours',
      { en: `${name.en} + neighbours`, nl: `${name.nl} + buurlanden` },
      {
        en: `Phones register and calls come in from ${around.join(', ')} only.`,
        nl: `Toestellen melden zich en gesprekken komen binnen uit alleen ${around.join(', ')}.`,
      },
      [rule('home', 'allow', ['sip'], around), rule('rest', 'refuse', ['sip'], ['any'])],
    ),
    template(
      'eu-eea',
      { en: 'EU + EEA', nl: 'EU + EER' },
      {
        en: 'Phones register and calls come in from the European Union, Iceland, Liechtenstein and Norway only.',
        nl: 'Toestellen melden zich en gesprekken komen binnen uit alleen de Europese Unie, IJsland, Liechtenstein en Noorwegen.',
      },
      [rule('europe', 'allow', ['sip'], ['EU', 'EEA']), rule('rest', 'refuse', ['sip'], ['any'])],
    ),
    template(
      'own-networks',
      { en: 'Only own networks for management', nl: 'Beheer alleen vanaf eigen netwerken' },
      {
        en: 'Web and ssh for our own networks, the allowlist and who is signed in now. Write these networks down first.',
        nl: 'Web en ssh voor onze eigen netwerken, de lijst van wat altijd mag en wie nu is aangemeld. Leg die netwerken eerst vast.',
      },
      [rule('rest', 'refuse', ['web', 'ssh'], ['any'])],
    ),
    template(
      'no-high-risk-calls',
      { en: 'No calls to high-risk destinations', nl: 'Geen gesprekken naar risicobestemmingen' },
      {
        en: 'No calls out to destinations that toll fraud uses. 112 and every other emergency number always pass.',
        nl: 'Geen uitgaande gesprekken naar bestemmingen van belfraude. 112 en elk ander noodnummer gaan altijd door.',
      },
      [rule('high-risk', 'refuse', ['calls-out'], ['high-risk-destinations'])],
    ),
    template(
      'closed-hours',
      { en: 'Closed hours stricter', nl: 'Buiten openingstijd strenger' },
      {
        en: `Outside the customer’s opening hours: phones and calls in from ${around.join(', ')} only, and no calls out to destinations that toll fraud uses.`,
        nl: `Buiten de openingstijden van de klant: toestellen en inkomende gesprekken uit alleen ${around.join(', ')}, en geen uitgaande gesprekken naar bestemmingen van belfraude.`,
      },
      [
        rule('closed-home', 'allow', ['sip'], around, 'closed'),
        rule('closed-rest', 'refuse', ['sip'], ['any'], 'closed'),
        rule('closed-high-risk', 'refuse', ['calls-out'], ['high-risk-destinations'], 'closed'),
      ],
    ),
  ];
}

function template(id: string, title: Text, about: Text, rules: readonly GeoRule[]): PolicyTemplate {
  return {
    id,
    title,
    about,
    policy: {
      name: title.nl,
      scope: { level: 'provider', tenant: '', site: '', asset: '' },
      state: 'watch',
      proposeOn: '',
      reviewOn: '',
      owner: '',
      note: '',
      rules,
    },
  };
}

function rule(
  id: string,
  verdict: GeoRule['verdict'],
  services: GeoRule['services'],
  subjects: readonly string[],
  hours = '',
): GeoRule {
  return {
    ...{ id, verdict, services, subjects },
    limit: undefined,
    when: hours === '' ? undefined : { from: 0, until: 0, hours, timeZone: '' },
    exception: undefined,
    note: '',
  };
}
