import type { RuleDocument } from './document.ts';
import { fieldKey } from './fields.ts';
import type { Output, Plan } from './plan.ts';
import { refuse } from './refusal.ts';
import { checkTemplate } from './template.ts';

/** Group of a rule without correlation and without a group of its own. */
const defaultGroup = ['organization.id', 'observer.name', 'source.ip'];

/** What an alert of this document says and asks for. */
export function makeOutput(document: RuleDocument, plan: Plan): Output {
  const { extension } = document;
  if (plan.kind === 'correlation' && extension.groupBy) refuse('belwacht: "group-by" belongs in the correlation');
  const groupNames = plan.kind === 'correlation' ? plan.groupNames : (extension.groupBy ?? defaultGroup);
  const groupKeys =
    plan.kind === 'correlation'
      ? []
      : groupNames.map((name) => fieldKey(name) ?? refuse(`belwacht: group-by: unknown field "${name}"`));
  const perInput = plan.kind === 'correlation' ? plan.groupKeys : [groupKeys];
  if (extension.response.action === 'block' && !perInput.every((keys) => keys.includes('sourceIp')))
    refuse('belwacht: a block needs source.ip among the group-by fields, or nobody can tell whom to block');
  const sentence = extension.sentence ?? defaultSentence(document.title);
  checkTemplate(sentence, groupNames);
  return {
    label: plan.label,
    plan,
    groupNames,
    groupKeys,
    severity: document.severity,
    steps: extension.steps,
    sentence,
    response: extension.response,
  };
}

function defaultSentence(title: string) {
  const safe = title.replace(/[{}]/g, '');
  return {
    nl: `${safe}: {count} keer, van {source.ip}, tussen {first} en {last}.`,
    en: `${safe}: {count} times, from {source.ip}, between {first} and {last}.`,
  };
}
