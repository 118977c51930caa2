import type { AnswerWay, EscalationEffect, MissReason } from '../../core/on-call/escalation.ts';
import type { EscalationTarget } from '../../core/on-call/escalation-policy.ts';
import type { WayChannel } from '../../core/on-call/responder.ts';
import type { Text } from '../../core/text.ts';
import { plainLine } from './plain-line.ts';

/** Names of what effects speak of. */
export interface EscalationNames {
  readonly person: (id: string) => string;
  /** Of a person, schedule or role. */
  readonly target: (target: EscalationTarget) => string;
  /** Of a system, trunk or customer. */
  readonly dependency: (id: string) => string;
}

export const channelWords: Readonly<Record<WayChannel, Text>> = {
  mail: { nl: 'mail', en: 'mail' },
  push: { nl: 'pushbericht', en: 'push message' },
  chat: { nl: 'chat', en: 'chat' },
  sms: { nl: 'sms', en: 'SMS' },
  phone: { nl: 'telefoon', en: 'phone' },
};

export const answerWords: Readonly<Record<AnswerWay, Text>> = {
  link: { nl: 'de link', en: 'the link' },
  app: { nl: 'de app', en: 'the app' },
  'mail-reply': { nl: 'een antwoord per mail', en: 'a reply by mail' },
  keypad: { nl: 'een toets op de telefoon', en: 'a key on the phone' },
  api: { nl: 'de API', en: 'the API' },
};

const missWords: Readonly<Record<MissReason, Text>> = {
  'nobody-on-call': { nl: 'niemand heeft nu dienst', en: 'nobody is on call now' },
  'nobody-in-role': { nl: 'niemand heeft deze rol', en: 'nobody has this role' },
  unknown: { nl: 'bestaat niet meer', en: 'does not exist any more' },
  absent: { nl: 'afwezig, zonder vervanger die er is', en: 'absent, without a stand-in who is there' },
  'no-way': { nl: 'heeft geen weg om bereikt te worden', en: 'has no way to be reached' },
  'own-rules': { nl: 'wil bij deze ernst geen bericht', en: 'wants no message at this severity' },
  declined: { nl: 'zei het niet te kunnen oppakken', en: 'said that they cannot take it' },
};

/** What an effect did, for the timeline. Steps and rounds are counted from 1. */
export function effectSentence(effect: EscalationEffect, names: EscalationNames): Text {
  const nameOf = (id: string) => plainLine(names.person(id), 100);
  switch (effect.kind) {
    case 'send':
      return sendSentence(effect, names);
    case 'call-off': {
      const { length } = effect.keys;
      return {
        nl: `${length} ${length === 1 ? 'bericht dat nog onderweg was is' : 'berichten die nog onderweg waren zijn'} niet meer nodig.`,
        en: `${length} ${length === 1 ? 'message that was on its way is' : 'messages that were on their way are'} not needed any more.`,
      };
    }
    case 'reached': {
      const [name, way] = [nameOf(effect.by), answerWords[effect.way]];
      return effect.first
        ? { nl: `${name} heeft bevestigd via ${way.nl}.`, en: `${name} acknowledged through ${way.en}.` }
        : { nl: `Ook ${name} heeft bevestigd via ${way.nl}.`, en: `${name} acknowledged, too, through ${way.en}.` };
    }
    case 'declined': {
      const [name, way] = [nameOf(effect.by), answerWords[effect.way]];
      return {
        nl: `${name} kan het niet oppakken (via ${way.nl}).`,
        en: `${name} cannot take it (through ${way.en}).`,
      };
    }
    case 'silent': {
      const who = effect.by.map(nameOf).join(', ');
      return {
        nl: `Geen voortgang sinds ${who} bevestigde: de escalatie begint opnieuw.`,
        en: `No progress since ${who} acknowledged: the escalation begins anew.`,
      };
    }
    case 'at-risk': {
      const on = dependenciesOf(effect.on, names);
      return {
        nl: `${nameOf(effect.person)} is alleen te bereiken via wat geraakt is: ${on}.`,
        en: `${nameOf(effect.person)} can be reached only through what is hit: ${on}.`,
      };
    }
    case 'missed': {
      const { target, person, reason } = effect.miss;
      const who = person === '' ? plainLine(names.target(target), 100) : nameOf(person);
      return {
        nl: `Niet gevraagd: ${who} (${missWords[reason].nl}).`,
        en: `Not asked: ${who} (${missWords[reason].en}).`,
      };
    }
    case 'nobody-reached': {
      const who = effect.asked.map(nameOf).join(', ');
      return who === ''
        ? {
            nl: 'NIEMAND BEREIKT: er was niemand die gevraagd kon worden.',
            en: 'NOBODY REACHED: there was nobody who could be asked.',
          }
        : { nl: `NIEMAND BEREIKT. Gevraagd: ${who}.`, en: `NOBODY REACHED. Asked: ${who}.` };
    }
  }
}

function sendSentence(effect: Extract<EscalationEffect, { readonly kind: 'send' }>, names: EscalationNames): Text {
  const { person, channel, step, round, standsInFor, deferredFrom, atRisk } = effect;
  const word = channelWords[channel];
  const instead = standsInFor === '' ? '' : plainLine(names.person(standsInFor), 100);
  const on = dependenciesOf(atRisk, names);
  const nl = [
    round > 0 && `ronde ${round + 1}`,
    instead && `in plaats van ${instead}`,
    deferredFrom > 0 && 'na stille uren',
    on && `hangt af van wat geraakt is: ${on}`,
  ];
  const en = [
    round > 0 && `round ${round + 1}`,
    instead && `instead of ${instead}`,
    deferredFrom > 0 && 'after quiet hours',
    on && `depends on what is hit: ${on}`,
  ];
  const name = plainLine(names.person(person), 100);
  return {
    nl: `${name} gevraagd via ${word.nl} (${[`stap ${step + 1}`, ...nl].filter(Boolean).join(', ')}).`,
    en: `${name} asked by ${word.en} (${[`step ${step + 1}`, ...en].filter(Boolean).join(', ')}).`,
  };
}

function dependenciesOf(ids: readonly string[], names: EscalationNames): string {
  return ids.map((id) => plainLine(names.dependency(id), 60)).join(', ');
}
