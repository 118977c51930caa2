import { agents, authentications, extensionDefinitions, markings } from './agent-shapes.ts';
import {
  extensions,
  externalReferences,
  identifier,
  identifierFor,
  millisecond,
  timeOf,
  timestamp,
  variables,
  words,
} from './common-shapes.ts';
import { anything, flag, isObject, list, object, oneOf, type Shape, text, whole } from './shapes.ts';
import { workflow } from './step-shapes.ts';

const summary = object(
  Object.fromEntries(
    [
      'manual_playbook',
      'external_playbooks',
      'parallel_processing',
      'if_logic',
      'while_logic',
      'switch_logic',
      'temporal_logic',
      'data_markings',
      'digital_signatures',
      'countersigned_signatures',
      'extensions',
    ].map((name) => [name, flag]),
  ),
);

const signature: Shape = (value, spot) => {
  if (!isObject(value)) spot.wrong({ en: 'an object', nl: 'een object' }, value);
};

const share = whole(0, 100);
const properties = object(
  {
    type: oneOf(['playbook']),
    spec_version: oneOf(['cacao-2.0']),
    id: identifierFor('playbook'),
    name: text,
    description: text,
    playbook_types: words,
    playbook_activities: words,
    playbook_processing_summary: summary,
    created_by: identifierFor('identity'),
    created: millisecond,
    modified: millisecond,
    revoked: flag,
    valid_from: timestamp,
    valid_until: timestamp,
    derived_from: list(identifier),
    related_to: list(identifier),
    priority: share,
    severity: share,
    impact: share,
    industry_sectors: words,
    labels: words,
    external_references: externalReferences,
    markings: list(identifier),
    playbook_variables: variables,
    workflow_start: identifier,
    workflow_exception: identifier,
    workflow,
    playbook_extensions: extensions,
    authentication_info_definitions: authentications,
    agent_definitions: agents,
    target_definitions: agents,
    extension_definitions: extensionDefinitions,
    data_marking_definitions: markings,
    // Somebody else's signature is over what it says, known to us or not.
    signatures: list(signature),
    $schema: anything,
  },
  ['type', 'spec_version', 'id', 'name', 'created_by', 'created', 'modified', 'workflow'],
);

/** The whole playbook, section 3. */
export const playbookShape: Shape = (value, spot) => {
  if (!isObject(value))
    return spot.say('shape', 'a CACAO playbook is a JSON object', 'een CACAO-draaiboek is een JSON-object');
  properties(value, spot);
  ordered('created', 'modified', false);
  ordered('valid_from', 'valid_until', true);

  function ordered(first: string, second: string, strictly: boolean): void {
    if (!isObject(value)) return;
    const from = timeOf(value[first]);
    const until = timeOf(value[second]);
    if (from === undefined || until === undefined || until > from || (!strictly && until === from)) return;
    spot.below(second).say('shape', `“${second}” is before “${first}”`, `“${second}” ligt vóór “${first}”`);
  }
};
