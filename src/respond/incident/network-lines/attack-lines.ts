import type { GeoAttackKind } from '../../../core/geo/geo-policy.ts';
import type { GeoAttackRecord } from '../../../core/geo/records.ts';
import type { Text } from '../../../core/text.ts';
import type { NetworkLine } from '../network-acts.ts';
import { moment, quote } from '../words.ts';
import { networkLine, withError } from './line.ts';

/** Whom and which countries an attack mode is about, in a few words of no language. */
export function attackWhat({ kind, countries, scope }: Pick<GeoAttackRecord, 'kind' | 'countries' | 'scope'>): string {
  const where = [scope.tenant, scope.site, scope.asset].filter(Boolean).join(' / ') || '*';
  return `${kind}: ${[where, countries.slice(0, 30).join(', ')].filter(Boolean).join(', ')}`;
}

/** What a timeline is told of an attack mode and of what the kernel confirmed. */
export function attackLines(attack: GeoAttackRecord, now: number): readonly NetworkLine[] {
  const { id, from, until, state, error, reason, author, authorName, confirmedAt, liftedAt, liftedBy } = attack;
  const about = { kind: 'decision', id } as const;
  const what = words(attack);
  const why = reason === '' ? '' : ` ${quote(reason, 500)}`;
  const lines: NetworkLine[] = [
    networkLine(
      `attack:${id}:asked`,
      'decision',
      {
        nl: `Aanvalsmodus tot ${moment(until)}: ${what.nl}.${why}`,
        en: `Attack mode until ${moment(until)}: ${what.en}.${why}`,
      },
      about,
      { at: Math.min(from, now), by: { id: author, name: authorName } },
    ),
  ];
  if (confirmedAt !== undefined) {
    const text = {
      nl: `De kernel bevestigt de aanvalsmodus: ${what.nl}.`,
      en: `The kernel confirms the attack mode: ${what.en}.`,
    };
    lines.push(networkLine(`attack:${id}:in-force`, 'action', text, about, { at: Math.min(confirmedAt, now) }));
  }
  if (state === 'failed') {
    const text = { nl: 'De aanvalsmodus is niet bevestigd', en: 'The attack mode was not confirmed' };
    lines.push(
      networkLine(`attack:${id}:failed`, 'action', withError(text, quote(error, 500)), about, {
        ...{ at: Math.min(Math.max(from, confirmedAt ?? 0), now), internal: true },
      }),
    );
  }
  if (state === 'lifted' || state === 'expired') {
    const who = liftedBy === '' ? '' : ` (${quote(liftedBy)})`;
    const text =
      state === 'lifted'
        ? { nl: `Aanvalsmodus opgeheven${who}: ${what.nl}.`, en: `Attack mode lifted${who}: ${what.en}.` }
        : { nl: `Aanvalsmodus is afgelopen: ${what.nl}.`, en: `Attack mode has come to its end: ${what.en}.` };
    lines.push(networkLine(`attack:${id}:${state}`, 'action', text, about, { at: Math.min(liftedAt ?? until, now) }));
  }
  return lines;
}

function words({ kind, countries, scope }: Pick<GeoAttackRecord, 'kind' | 'countries' | 'scope'>): Text {
  const which = countries.slice(0, 30).join(', ');
  const where =
    scope.level === 'provider'
      ? ''
      : ` (${quote([scope.tenant, scope.site, scope.asset].filter(Boolean).join(' / '))})`;
  const { nl, en } = kinds(which)[kind];
  return { nl: `${nl}${where}`, en: `${en}${where}` };
}

function kinds(which: string): Readonly<Record<GeoAttackKind, Text>> {
  return {
    'only-known': { nl: 'alleen wie al bekend is mag binnen', en: 'only those who are known may enter' },
    'only-home': { nl: `alleen ${which} mag binnen`, en: `only ${which} may enter` },
    'management-closed': { nl: 'beheer van buiten dicht', en: 'management from outside shut' },
    'refuse-countries': { nl: `${which} geweigerd`, en: `${which} refused` },
  };
}
