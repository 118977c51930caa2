import { incidentRoles } from '../../../core/incident/incident.ts';
import { type MeasureAction, measureActions } from '../../../core/incident/measure-action.ts';
import { wayChannels } from '../../../core/on-call/responder.ts';
import type { OwnAction } from '../../../core/playbook/own-command.ts';
import type { Text } from '../../../core/text.ts';
import type { MeasurePlace } from '../../measures/measure-place.ts';
import { readMeasure } from '../../measures/read-measure.ts';
import { quote } from '../read/quote.ts';

/** Parameters of a command of ours as text, without variables. */
export type Arguments = Readonly<Record<string, string>>;

/** Methods of requests that are sent. */
export const httpMethods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

/**
 * Why a parameter of an action of ours can never be, whoever and whatever it is about; undefined when it may. `given`: those whose text
 * is known. The readers that carry the action out are asked, about this parameter beside others that fit.
 */
export function argumentFault(action: OwnAction, name: string, given: Arguments): Text | undefined {
  const value = given[name] ?? '';
  // That something needed is empty is told elsewhere.
  if (value.trim() === '') return undefined;
  if (isMeasure(action)) return measureFault(action, name, value);
  switch (action) {
    case 'notify':
      return name === 'channel'
        ? channelFault(value)
        : name === 'to'
          ? goalFault(value, given.channel ?? '')
          : undefined;
    case 'http-api':
      return name === 'url' ? urlFault(value) : name === 'method' ? methodFault(value) : undefined;
    case 'probe-register':
      return name === 'account' ? accountFault(value) : undefined;
    case 'probe-call':
      return probeFault(name, value);
    case 'undo-measure':
      return undefined;
  }
}

/** Why no request can go there. */
export function urlFault(url: string): Text | undefined {
  const read = URL.canParse(url) ? new URL(url) : undefined;
  const isWeb = read?.protocol === 'http:' || read?.protocol === 'https:';
  if (read && isWeb && read.username === '' && read.password === '') return undefined;
  return {
    en: `${quote(url)} is no address for a request: write http(s)://host/path, without a name or password`,
    nl: `${quote(url)} is geen adres voor een verzoek: schrijf http(s)://host/pad, zonder naam of wachtwoord`,
  };
}

function isMeasure(action: OwnAction): action is MeasureAction {
  return (measureActions as readonly string[]).includes(action);
}

/** Others that fit, so that what is refused is the parameter in question. */
const fitting: Readonly<Record<MeasureAction, Arguments>> = {
  'block-source': { address: '192.0.2.1' },
  'block-network': { network: '192.0.2.0/24' },
  'block-country': { country: 'NL' },
  'block-account': { account: '1001', customer: 'c' },
  'stop-international': { customer: 'c' },
  'shield-management': { asset: 'a' },
  'divert-calls': { customer: 'c', direction: 'in', to: '+31201234567', number: '' },
  'hang-up': { customer: 'c' },
};

function measureFault(action: MeasureAction, name: string, value: string): Text | undefined {
  const read = readMeasure(action, { ...fitting[action], [name]: value }, anywhere(value));
  return read.ok ? undefined : withoutStop(read.reason);
}

/** A place that has whatever is named: what there is nobody knows before it runs. */
function anywhere(to: string): MeasurePlace {
  const customer = (id: string) => ({ id: id || 'c', name: id || 'c' });
  return {
    incidentTenant: 'c',
    customer,
    ownerOfAccount: () => customer('c'),
    asset: (id) => ({ id, tenant: 'c', name: id }),
    pbx: (id) => ({ id, name: id }),
    trunkGroups: { [/@(.{1,64})$/.exec(to)?.[1] ?? to]: ['sip:trunk.example'] },
  };
}

/** Sentences of measures end with a stop; those of faults do not. */
function withoutStop({ en, nl }: Text): Text {
  return { en: en.replace(/\.$/, ''), nl: nl.replace(/\.$/, '') };
}

function channelFault(value: string): Text | undefined {
  if ((wayChannels as readonly string[]).includes(value)) return undefined;
  const all = wayChannels.join(', ');
  return {
    en: `there is no channel ${quote(value)}; there are ${all}`,
    nl: `er is geen kanaal ${quote(value)}; er zijn ${all}`,
  };
}

const mail = /^[^\s@<>,;:"]{1,64}@[^\s@<>,;:"]{1,253}$/;
const number = /^\+[1-9]\d{5,14}$/;

/** Whom a message goes to: a role, somebody by id, or an address of a channel. */
function goalFault(to: string, channel: string): Text | undefined {
  if ((incidentRoles as readonly string[]).includes(to) || /^(?:roster|person|recipient):\S{1,128}$/.test(to))
    return undefined;
  const isMail = mail.test(to);
  const fits =
    channel === 'mail'
      ? isMail
      : channel === 'sms' || channel === 'phone'
        ? number.test(to)
        : channel !== '' || isMail || number.test(to);
  if (fits) return undefined;
  return {
    en: `nobody is meant by ${quote(to)}: write a role (${incidentRoles.join(', ')}), roster:ID, person:ID, recipient:ID, a mail address or a number such as +31612345678`,
    nl: `met ${quote(to)} is niemand bedoeld: schrijf een rol (${incidentRoles.join(', ')}), roster:ID, person:ID, recipient:ID, een e-mailadres of een nummer zoals +31612345678`,
  };
}

function methodFault(value: string): Text | undefined {
  if ((httpMethods as readonly string[]).includes(value.toUpperCase())) return undefined;
  const all = httpMethods.join(', ');
  return {
    en: `requests of ${quote(value)} are not sent; of ${all} they are`,
    nl: `verzoeken met ${quote(value)} worden niet verstuurd; wel met ${all}`,
  };
}

function accountFault(value: string): Text | undefined {
  if (/^[\w.+*#~-]{1,64}$/.test(value)) return undefined;
  return { en: `${quote(value)} is no account or number`, nl: `${quote(value)} is geen account of nummer` };
}

function probeFault(name: string, value: string): Text | undefined {
  if (name === 'seconds') {
    const seconds = /^\d{1,2}$/.test(value) ? Number(value) : 0;
    if (seconds >= 1 && seconds <= 60) return undefined;
    return { en: `${quote(value)} is no time: 1 to 60 seconds`, nl: `${quote(value)} is geen tijd: 1 tot 60 seconden` };
  }
  if (name !== 'from' && name !== 'to') return undefined;
  if (name === 'to' && /^[09+]{0,3}(?:112|911)$/.test(value.replace(/[^\d+]/g, '')))
    return { en: 'a test never calls an emergency number', nl: 'een test belt nooit een noodnummer' };
  return accountFault(value);
}
