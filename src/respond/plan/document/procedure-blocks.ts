import { type PlanForm, type PlanProcedure, planPhases } from '../../../core/plan/plan.ts';
import { phaseWords, roleWords } from '../../../core/plan/plan-words.ts';
import type { Block } from './block.ts';
import { inLanguage, minutesText } from './paper-words.ts';

/** The chapter with all procedures; steps are numbered through within each. */
export function procedureBlocks(plan: PlanForm): Block[] {
  const say = inLanguage(plan.language);
  return [
    { kind: 'heading', level: 1, quiet: false, text: say({ nl: 'Procedures', en: 'Procedures' }) },
    {
      kind: 'paragraph',
      text: say({
        nl: 'Tijden tellen vanaf het openen van het incident. 112 en andere alarmnummers worden nooit geblokkeerd of omgeleid.',
        en: 'Times count from the opening of the incident. 112 and other emergency numbers are never blocked or diverted.',
      }),
    },
    ...plan.procedures.flatMap((procedure) => one(procedure, plan)),
  ];
}

function one(procedure: PlanProcedure, { language }: PlanForm): Block[] {
  const say = inLanguage(language);
  const blocks: Block[] = [{ kind: 'heading', level: 2, quiet: false, text: procedure.title }];
  const part = (title: string, items: readonly string[]) => {
    if (items.length > 0) blocks.push({ kind: 'heading', level: 3, quiet: true, text: title }, { kind: 'list', items });
  };
  part(say({ nl: 'Herkennen aan', en: 'Recognised by' }), procedure.signs);
  if (procedure.severity !== '')
    blocks.push(
      { kind: 'heading', level: 3, quiet: true, text: say({ nl: 'Ernst', en: 'Severity' }) },
      { kind: 'paragraph', text: procedure.severity },
    );
  part(say({ nl: 'Niet doen', en: 'Do not' }), procedure.never);
  let from = 1;
  for (const phase of planPhases) {
    const steps = procedure.steps.filter((step) => step.phase === phase);
    if (steps.length === 0) continue;
    blocks.push(
      { kind: 'heading', level: 3, quiet: true, text: say(phaseWords[phase]) },
      {
        kind: 'steps',
        from,
        items: steps.map(({ who, withinMinutes, text }) => {
          const role = say(roleWords[who]);
          const within = minutesText(withinMinutes, language);
          return {
            head: withinMinutes === 0 ? role : `${role} · ${say({ nl: 'binnen', en: 'within' })} ${within}`,
            text,
          };
        }),
      },
    );
    from += steps.length;
  }
  part(say({ nl: 'Draaiboeken', en: 'Playbooks' }), procedure.playbooks);
  return blocks;
}
