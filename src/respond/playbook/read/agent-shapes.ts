import { variableUse } from '../../../core/playbook/variable.ts';
import {
  addressKinds,
  agentTypes,
  authenticationTypes,
  markingTypes,
  tlpLevels,
} from '../../../core/playbook/vocabularies.ts';
import { secretName } from '../authentication.ts';
import {
  contact,
  extensions,
  externalReferences,
  identifier,
  identifierFor,
  identifierOf,
  location,
  timestamp,
  words,
} from './common-shapes.ts';
import { quote } from './quote.ts';
import { anything, dictionary, flag, isObject, list, matching, object, oneOf, type Shape, text } from './shapes.ts';

const base = { type: text, name: text, description: text, location, agent_target_extensions: extensions };
const addressItem: Shape = (value, spot) => {
  if (typeof value !== 'string' && !(Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 4095))
    spot.wrong({ en: 'an address as text', nl: 'een adres als tekst' }, value);
};
const address = dictionary(
  new RegExp(`^(?:${addressKinds.join('|')})$`),
  { en: `one of ${addressKinds.join(', ')}`, nl: `een van ${addressKinds.join(', ')}` },
  list(addressItem),
);
const network = { address, port: text, authentication_info: identifier, category: words };

/** Properties of each type of agent or target beyond the common ones, and what it cannot do without. */
const kinds: Readonly<Record<string, readonly [Readonly<Record<string, Shape>>, readonly string[]]>> = {
  group: [{ contact }, []],
  individual: [{ contact }, []],
  location: [{ logical: words }, []],
  organization: [{ contact }, []],
  sector: [{ sector: text }, ['sector']],
  'http-api': [network, ['address']],
  linux: [network, ['address']],
  'net-address': [{ address }, ['address']],
  'security-category': [{ category: words }, ['category']],
  ssh: [network, ['address']],
};

const agent: Shape = (value, spot) => {
  if (!isObject(value)) return spot.wrong({ en: 'an object', nl: 'een object' }, value);
  const { type } = value;
  if (typeof type !== 'string' || !Object.hasOwn(kinds, type))
    return spot
      .below('type')
      .say(
        'shape',
        `the type of agent ${quote(type)} is not known; known are ${agentTypes.join(', ')}`,
        `het soort uitvoerder ${quote(type)} is niet bekend; bekend zijn ${agentTypes.join(', ')}`,
      );
  const [own, needs] = kinds[type];
  object({ ...base, ...own }, ['name', ...needs])(value, spot);
};

/** A dictionary of objects whose key begins with their own type. */
function byTypedId(types: readonly string[], item: Shape): Shape {
  const list = `${types.join(', ')}`;
  const each = dictionary(
    identifierOf(types),
    { en: `TYPE--UUID with TYPE one of ${list}`, nl: `TYPE--UUID met als TYPE een van ${list}` },
    item,
  );
  return (value, spot) => {
    each(value, spot);
    if (!isObject(value)) return;
    for (const [id, thing] of Object.entries(value))
      if (
        isObject(thing) &&
        typeof thing.type === 'string' &&
        types.includes(thing.type) &&
        !id.startsWith(`${thing.type}--`)
      )
        spot
          .below(id)
          .say(
            'shape',
            `its id says something else than its type ${thing.type}`,
            `de id zegt iets anders dan het soort ${thing.type}`,
          );
  };
}

/** agent_definitions and target_definitions, section 7. */
export const agents: Shape = byTypedId(agentTypes, agent);

/** A secret. In a playbook, or in a variable of a run, everybody who may read those could read it. */
const noSecret: Shape = (value, spot) => {
  if (value === '') return;
  const isVariable = typeof value === 'string' && new RegExp(`^(?:${variableUse.source})$`).test(value);
  spot.say(
    isVariable ? 'flow' : 'shape',
    'a secret does not belong in a playbook, nor in a variable, which is kept readable with its run: keep it under Playbooks, Secrets (./belwacht playbook secret NAME) and write "kms": true and "kms_key_identifier": "NAME" instead',
    'een geheim hoort niet in een draaiboek, en ook niet in een variabele, want die blijft leesbaar bij de uitvoering: bewaar het bij Draaiboeken, Geheimen (./belwacht playbook secret NAAM) en schrijf in plaats daarvan "kms": true en "kms_key_identifier": "NAAM"',
  );
};

/** What a header of OAuth may be: any other may be the token itself, and would be kept readable. */
const oauthHeader: Shape = (value, spot) => {
  if (typeof value === 'string' && /^(?:authorization)?[:\s]*(?:bearer)?$/i.test(value.trim())) return;
  spot.say(
    'shape',
    'requests sign in with “Authorization: Bearer” only; a token does not belong here: keep it under Playbooks, Secrets and write "kms": true and "kms_key_identifier": "NAME"',
    'verzoeken melden zich alleen aan met “Authorization: Bearer”; een token hoort hier niet: bewaar het bij Draaiboeken, Geheimen en schrijf "kms": true en "kms_key_identifier": "NAAM"',
  );
};

/** authentication_info_definitions, section 6. */
export const authentications: Shape = byTypedId(
  authenticationTypes,
  object(
    {
      type: text,
      name: text,
      description: text,
      authentication_info_extensions: extensions,
      user_id: text,
      username: text,
      password: noSecret,
      oauth_header: oauthHeader,
      token: noSecret,
      private_key: noSecret,
      kms: flag,
      kms_key_identifier: matching(
        secretName,
        'the name of a secret (lower case, digits, dots, dashes)',
        'de naam van een geheim (kleine letters, cijfers, punten, streepjes)',
      ),
    },
    ['type'],
  ),
);

/** extension_definitions, section 8. */
export const extensionDefinitions: Shape = byTypedId(
  ['extension-definition'],
  object(
    {
      type: oneOf(['extension-definition']),
      name: text,
      description: text,
      created_by: identifierFor('identity'),
      schema: text,
      version: text,
      external_references: externalReferences,
    },
    ['type', 'name', 'created_by', 'schema', 'version'],
  ),
);

const markingBase = {
  type: text,
  id: identifier,
  name: text,
  description: text,
  created_by: identifierFor('identity'),
  created: timestamp,
  revoked: flag,
  valid_from: timestamp,
  valid_until: timestamp,
  labels: words,
  external_references: anything,
  marking_extensions: extensions,
};
const markingKinds: Readonly<Record<string, readonly [Readonly<Record<string, Shape>>, readonly string[]]>> = {
  'marking-statement': [{ statement: text }, ['statement']],
  'marking-tlp': [{ tlpv2_level: oneOf(tlpLevels) }, ['tlpv2_level']],
  'marking-iep': [
    Object.fromEntries(
      [
        'tlp',
        'iep_version',
        'start_date',
        'end_date',
        'encrypt_in_transit',
        'permitted_actions',
        'affected_party_notifications',
        'attribution',
        'unmodified_resale',
      ].map((name) => [name, anything]),
    ),
    ['tlp', 'iep_version'],
  ],
};

/** data_marking_definitions, section 9. */
export const markings: Shape = byTypedId(markingTypes, (value, spot) => {
  if (!isObject(value)) return spot.wrong({ en: 'an object', nl: 'een object' }, value);
  const { type } = value;
  if (typeof type !== 'string' || !Object.hasOwn(markingKinds, type))
    return oneOf(markingTypes)(type, spot.below('type'));
  const [own, needs] = markingKinds[type];
  object({ ...markingBase, ...own }, ['type', 'id', 'created_by', 'created', ...needs])(value, spot);
});
