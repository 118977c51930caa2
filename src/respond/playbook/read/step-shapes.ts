import { taskExtensionId, taskRoles } from '../../../core/playbook/own-command.ts';
import { type StepType, stepTypes } from '../../../core/playbook/vocabularies.ts';
import { command } from './command-shapes.ts';
import {
  extensions,
  externalReferences,
  identifier,
  identifierFor,
  identifierOf,
  timestamp,
  variableNames,
  variables,
} from './common-shapes.ts';
import { plainLine, quote } from './quote.ts';
import { isObject, list, object, oneOf, type Shape, text, whole } from './shapes.ts';
import type { Spot } from './spot.ts';

/** Our extension on a step: who, by when, what to keep. */
const task = object({ role: oneOf(taskRoles), due_minutes: whole(1, 525_600), evidence: text });

const stepExtensions: Shape = (value, spot) => {
  extensions(value, spot);
  if (isObject(value) && Object.hasOwn(value, taskExtensionId))
    task(value[taskExtensionId], spot.below(taskExtensionId));
};

const base = {
  type: text,
  name: text,
  description: text,
  external_references: externalReferences,
  // Longer than a year is a mistake in units (they are ms), and no timer.
  delay: whole(0, 31_536_000_000),
  timeout: whole(0, 31_536_000_000),
  step_variables: variables,
  owner: identifierFor('identity'),
  on_completion: identifier,
  on_success: identifier,
  on_failure: identifier,
  step_extensions: stepExtensions,
};
const { on_completion, on_success, on_failure, ...ending } = base;
const arguments_ = { in_args: variableNames, out_args: variableNames };

const cases: Shape = (value, spot) => {
  if (!isObject(value)) return spot.wrong({ en: 'an object', nl: 'een object' }, value);
  for (const [word, step] of Object.entries(value)) {
    if (word.length > 250)
      spot.below(word).say('shape', 'a case is at most 250 characters', 'een geval is hooguit 250 tekens');
    identifier(step, spot.below(word));
  }
};

const shapes: Readonly<Record<StepType, Shape>> = {
  start: object({ ...ending, on_completion }),
  end: object(ending),
  action: object({ ...base, ...arguments_, commands: list(command), agent: identifier, targets: list(identifier) }),
  'playbook-action': object({
    ...base,
    ...arguments_,
    playbook_id: identifierFor('playbook'),
    playbook_version: timestamp,
  }),
  parallel: object({ ...base, next_steps: list(identifier, 0) }),
  'if-condition': object({ ...base, condition: text, on_true: identifier, on_false: identifier }),
  'while-condition': object({ ...base, condition: text, on_true: identifier }),
  'switch-condition': object({ ...base, switch: text, cases }),
};

const stepId = identifierOf(stepTypes);
const mostSteps = 500;
const mostBranches = 2_000;

/** The workflow of a playbook, section 4: steps by id. */
export const workflow: Shape = (value, spot) => {
  if (!isObject(value)) return spot.wrong({ en: 'an object', nl: 'een object' }, value);
  const steps = Object.entries(value);
  if (steps.length > mostSteps)
    return spot.say(
      'shape',
      `${steps.length} steps are more than the ${mostSteps} a playbook may have`,
      `${steps.length} stappen is meer dan de ${mostSteps} die een draaiboek mag hebben`,
    );
  const branches = steps.reduce((count, [, step]) => count + branchCount(step), 0);
  if (branches > mostBranches)
    return spot.say(
      'shape',
      `${branches} branches are more than the ${mostBranches} a playbook may have`,
      `${branches} takken is meer dan de ${mostBranches} die een draaiboek mag hebben`,
    );
  for (const [id, step] of steps) {
    const name = isObject(step) && typeof step.name === 'string' ? plainLine(step.name) : '';
    stepShape(id, step, spot.below(id).ofStep(id, name));
  }
};

function branchCount(step: unknown): number {
  if (!isObject(step)) return 0;
  const { next_steps: next, cases } = step;
  return (Array.isArray(next) ? next.length : 0) + (isObject(cases) ? Object.keys(cases).length : 0);
}

function stepShape(id: string, step: unknown, spot: Spot) {
  if (!isObject(step)) return spot.wrong({ en: 'an object', nl: 'een object' }, step);
  const { type } = step;
  if (typeof type !== 'string' || !(stepTypes as readonly string[]).includes(type))
    return spot
      .below('type')
      .say(
        'shape',
        type === undefined
          ? 'it has no type'
          : `the type of step ${quote(type)} is not known; known are ${stepTypes.join(', ')}`,
        type === undefined
          ? 'er staat geen soort bij'
          : `het soort stap ${quote(type)} is niet bekend; bekend zijn ${stepTypes.join(', ')}`,
      );
  if (!stepId.test(id) || !id.startsWith(`${type}--`))
    spot.say('shape', `the id of this step has to be ${type}--UUID`, `de id van deze stap moet ${type}--UUID zijn`);
  // Said as one thing a person understands, not as a property that does not exist.
  const astray = ['on_completion', 'on_success', 'on_failure'].filter((name) => Object.hasOwn(step, name));
  const barred = type === 'end' ? astray : type === 'start' ? astray.filter((name) => name !== 'on_completion') : [];
  if (barred.length > 0)
    return spot
      .below(barred[0])
      .say(
        'shape',
        `a step of type ${type} may not have ${barred[0]}`,
        `een stap van het soort ${type} mag geen ${barred[0]} hebben`,
      );
  if (astray.length > 1 && astray.includes('on_completion'))
    spot
      .below('on_completion')
      .say(
        'shape',
        'on_completion does not go together with on_success or on_failure',
        'on_completion gaat niet samen met on_success of on_failure',
      );
  shapes[type as StepType](step, spot);
}
