import { type OwnAction, ownActionForms, ownActions } from '../../../core/playbook/own-command.ts';
import { ownCommandType, standardCommandTypes } from '../../../core/playbook/vocabularies.ts';
import { externalReferences } from './common-shapes.ts';
import { quote } from './quote.ts';
import { anything, dictionary, isObject, list, matching, object, oneOf, type Shape, text } from './shapes.ts';
import type { Spot } from './spot.ts';

const base = {
  type: text,
  description: text,
  version: text,
  playbook_activity: text,
  external_references: externalReferences,
};
const repeat = oneOf(['safe', 'once']);
const base64 = matching(
  /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
  'base64 (RFC 4648)',
  'base64 (RFC 4648)',
);
/** Each as text, or as base64 of it: with both nobody can say which holds. */
const either = ['command', 'content'] as const;

const manual = object({ ...base, command: text, command_b64: base64 });

const headers = dictionary(
  /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,250}$/,
  { en: 'the name of an HTTP header', nl: 'de naam van een HTTP-header' },
  list(matching(/^[^\r\n]*$/, 'text on one line', 'tekst op één regel')),
);
const http = object(
  {
    ...base,
    command: matching(
      /^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) [^\s]+(?: HTTP\/\d(?:\.\d)?)?$/,
      'a start line such as POST /path HTTP/1.1',
      'een startregel zoals POST /pad HTTP/1.1',
    ),
    headers,
    content: text,
    content_b64: base64,
    x_repeat: repeat,
  },
  ['command'],
);

/** Commands of the standard that a person is asked to carry out: their text is kept as it is. */
const foreign: Shape = (value, spot) => {
  if (!isObject(value)) return;
  for (const name of Object.keys(base))
    if (Object.hasOwn(value, name)) base[name as keyof typeof base](value[name], spot.below(name));
  for (const name of either) {
    if (Object.hasOwn(value, name)) text(value[name], spot.below(name));
    if (Object.hasOwn(value, `${name}_b64`)) base64(value[`${name}_b64`], spot.below(`${name}_b64`));
  }
};

const own: Shape = (value, spot) => {
  const actionShape: Shape = (action, at) => {
    if (typeof action !== 'string' || !(ownActions as readonly string[]).includes(action))
      at.say(
        'shape',
        `Belwacht has no action ${quote(action)}; it has ${ownActions.join(', ')}`,
        `Belwacht kent geen actie ${quote(action)}; wel ${ownActions.join(', ')}`,
      );
  };
  object({ ...base, action: actionShape, with: anything, repeat }, ['action'])(value, spot);
  if (!isObject(value)) return;
  const { action } = value;
  if (typeof action === 'string' && Object.hasOwn(ownActionForms, action))
    parametersShape(action as OwnAction)(value.with === undefined ? {} : value.with, spot.below('with'));
};

function parametersShape(action: OwnAction): Shape {
  const { needs, may } = ownActionForms[action];
  return (value, spot) => {
    if (!isObject(value)) return spot.wrong({ en: 'an object', nl: 'een object' }, value);
    const known = [...needs, ...may];
    for (const [name, each] of Object.entries(value)) {
      if (!known.includes(name))
        spot.below(name).say('shape', `${action} takes ${known.join(', ')}`, `${action} gebruikt ${known.join(', ')}`);
      else text(each, spot.below(name));
    }
    for (const name of needs)
      if (!Object.hasOwn(value, name) || value[name] === '')
        spot.below(name).say('flow', `${action} needs “${name}”`, `${action} heeft “${name}” nodig`);
  };
}

/** A command of an action step, section 5, or one of ours. A type that is neither is refused. */
export const command: Shape = (value: unknown, spot: Spot) => {
  if (!isObject(value)) return spot.wrong({ en: 'an object', nl: 'een object' }, value);
  for (const name of either)
    if (Object.hasOwn(value, name) && Object.hasOwn(value, `${name}_b64`))
      spot
        .below(`${name}_b64`)
        .say('flow', `${name} and ${name}_b64 do not go together`, `${name} en ${name}_b64 gaan niet samen`);
  if (!Object.hasOwn(value, 'type')) return spot.below('type').say('shape', '“type” is missing', '“type” ontbreekt');
  const { type } = value;
  if (type === 'manual') manual(value, spot);
  else if (type === 'http-api') http(value, spot);
  else if (type === ownCommandType) own(value, spot);
  else if ((standardCommandTypes as readonly unknown[]).includes(type)) foreign(value, spot);
  else
    spot
      .below('type')
      .say(
        'shape',
        `the type of command ${quote(type)} is not known`,
        `het soort opdracht ${quote(type)} is niet bekend`,
      );
};
