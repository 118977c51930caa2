import type { PlaybookCommand } from '../../../core/playbook/command.ts';
import type { Order } from '../../../core/playbook/run-effect.ts';
import type { VariableValues } from '../../../core/playbook/variable.ts';
import type { Text } from '../../../core/text.ts';

/** What an order does, as a sentence. Values are other people's text: shown, never interpreted. */
export function orderSentence(order: Order): Text {
  if (order.action === 'http-api') {
    const { method, url, auth } = order;
    const [en, nl] = auth ? [`, signed in with “${auth.secret}”`, `, aangemeld met “${auth.secret}”`] : ['', ''];
    return { en: `send ${method} ${url}${en}`, nl: `${method} ${url} versturen${nl}` };
  }
  const { with: given } = order;
  const get = (name: string) => given[name] ?? '';
  const hours = get('hours');
  const en = hours === '' ? '' : ` for ${hours} h`;
  const nl = hours === '' ? '' : ` voor ${hours} uur`;
  const whose = (word: string) => (get('customer') === '' ? '' : ` ${word} ${get('customer')}`);
  switch (order.action) {
    case 'block-source':
      return { en: `block ${get('address')}${en}`, nl: `${get('address')} blokkeren${nl}` };
    case 'block-network':
      return { en: `block the network ${get('network')}${en}`, nl: `netwerk ${get('network')} blokkeren${nl}` };
    case 'block-country':
      return {
        en: `attack mode: refuse ${get('country')}${whose('for')}${en}`,
        nl: `aanvalsmodus: ${get('country')} weigeren${whose('voor')}${nl}`,
      };
    case 'block-account':
      return {
        en: `block the account ${get('account')}${whose('of')}${en}`,
        nl: `account ${get('account')}${whose('van')} blokkeren${nl}`,
      };
    case 'stop-international':
      return {
        en: `stop international calls of ${get('customer')}${en}`,
        nl: `internationaal bellen van ${get('customer')} stoppen${nl}`,
      };
    case 'shield-management':
      return {
        en: `shield the management of ${get('asset')}${en}`,
        nl: `het beheer van ${get('asset')} afschermen${nl}`,
      };
    case 'divert-calls': {
      const inbound = get('direction') === 'in';
      return {
        en: `divert calls ${inbound ? 'to' : 'from'} ${get('number') || get('customer')} by ${get('to')}${en}`,
        nl: `gesprekken ${inbound ? 'naar' : 'van'} ${get('number') || get('customer')} omleiden via ${get('to')}${nl}`,
      };
    }
    case 'hang-up':
      return {
        en: `hang up running calls of ${get('account') || get('customer')}`,
        nl: `lopende gesprekken van ${get('account') || get('customer')} ophangen`,
      };
    case 'notify':
      return {
        en: `send a message to ${get('to')}: ${get('message')}`,
        nl: `bericht sturen aan ${get('to')}: ${get('message')}`,
      };
    case 'probe-register':
      return {
        en: `test whether ${get('asset')} accepts registrations`,
        nl: `testen of ${get('asset')} registraties aanneemt`,
      };
    case 'probe-call':
      return {
        en: `make a test call from ${get('from')} to ${get('to')}`,
        nl: `testgesprek maken van ${get('from')} naar ${get('to')}`,
      };
    case 'undo-measure':
      return { en: `undo the measure ${get('measure')}`, nl: `maatregel ${get('measure')} ongedaan maken` };
  }
}

/** What a command asks of a person, in the words of its author; commands of other systems with their type. */
export function commandText(
  command: PlaybookCommand,
  fillIn: (text: string, values: VariableValues) => string,
  values: VariableValues,
): string {
  const coded = 'command_b64' in command && typeof command.command_b64 === 'string' ? decoded(command.command_b64) : '';
  const body =
    'command' in command && typeof command.command === 'string' && command.command !== '' ? command.command : coded;
  const text = [command.description ?? '', body].filter((part) => part.trim() !== '').join('\n');
  return fillIn(command.type === 'manual' ? text : `[${command.type}] ${text}`, values);
}

function decoded(base64: string): string {
  try {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return base64;
  }
}
