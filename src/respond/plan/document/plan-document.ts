import { type PlanForm, type PlanState, planLevels } from '../../../core/plan/plan.ts';
import {
  contactKindWords,
  levelWords,
  planStateWords,
  roleWords,
  severityWords,
} from '../../../core/plan/plan-words.ts';
import type { Text } from '../../../core/text.ts';
import type { Block, PaperDocument } from './block.ts';
import { dateText, dayText, inLanguage, minutesText } from './paper-words.ts';
import { procedureBlocks } from './procedure-blocks.ts';
import { tidy, tidyPlan } from './tidy.ts';

/** How the plan on paper stands. */
export interface PlanStanding {
  readonly state: PlanState;
  /** Undefined for a plan that is no edition yet, such as the template. */
  readonly edition?: number;
  /** Name of who approved it. */
  readonly approvedBy?: string;
  /** ms UTC. */
  readonly approvedAt?: number;
  readonly inForceAt?: number;
  readonly printedAt: number;
  /** IANA zone in which days are told. */
  readonly timeZone: string;
}

/** The plan as a document, in its own language. Hostile text in it is made harmless. */
export function planDocument(form: PlanForm, standing: PlanStanding): PaperDocument {
  const plan = tidyPlan(form);
  return {
    title: plan.title,
    organisation: plan.organisation,
    language: plan.language,
    facts: factsOf(plan, standing),
    blocks: [
      ...people(plan),
      ...systems(plan),
      ...severity(plan),
      ...telling(plan),
      ...procedureBlocks(plan),
      ...reviews(plan),
    ],
  };
}

function factsOf({ language }: PlanForm, standing: PlanStanding): string[] {
  const say = inLanguage(language);
  const day = (at: number) => dateText(at, language, standing.timeZone);
  const state = say(planStateWords[standing.state]);
  const facts = [
    standing.edition === undefined
      ? say({ nl: `Stand: ${state}`, en: `State: ${state}` })
      : say({ nl: `Editie ${standing.edition} · ${state}`, en: `Edition ${standing.edition} · ${state}` }),
  ];
  if (standing.approvedAt !== undefined) {
    const by = tidy(standing.approvedBy ?? '', 120);
    facts.push(
      say({ nl: 'Goedgekeurd ', en: 'Approved ' }) +
        day(standing.approvedAt) +
        (by === '' ? '' : say({ nl: ` door ${by}`, en: ` by ${by}` })),
    );
  }
  if (standing.inForceAt !== undefined)
    facts.push(say({ nl: 'Van kracht sinds ', en: 'In force since ' }) + day(standing.inForceAt));
  facts.push(say({ nl: 'Gemaakt op ', en: 'Made on ' }) + day(standing.printedAt));
  return facts;
}

function people(plan: PlanForm): Block[] {
  const say = inLanguage(plan.language);
  const { scope } = plan;
  return [
    chapter(say({ nl: 'Reikwijdte', en: 'Scope' })),
    ...passage(say({ nl: 'Waarvoor dit plan geldt', en: 'What this plan covers' }), scope.covers),
    ...passage(say({ nl: 'Wat erbuiten valt', en: 'What it leaves out' }), scope.leavesOut),
    ...passage(say({ nl: 'Wanneer en door wie het start', en: 'When it starts and who starts it' }), scope.activation),
    ...passage(say({ nl: 'Als alles uitligt', en: 'When everything is down' }), scope.whenAllIsDown),
    chapter(say({ nl: 'Rollen', en: 'Roles' })),
    table(
      say,
      [
        [{ nl: 'Rol', en: 'Role' }, 18],
        [{ nl: 'Taken', en: 'Duties' }, 38],
        [{ nl: 'Wie', en: 'Who' }, 16],
        [{ nl: 'Plaatsvervanger', en: 'Deputy' }, 18],
        [{ nl: 'Rooster', en: 'Roster' }, 20],
      ],
      plan.roles.map((role) => [
        say(roleWords[role.role]),
        role.duties,
        role.holder,
        role.deputy,
        role.roster === '' ? '' : `${role.roster} (${role.timeZone})`,
      ]),
    ),
    chapter(say({ nl: 'Contacten', en: 'Contacts' })),
    paragraph(
      say({
        nl: 'De laatste kolom werkt ook als ons eigen platform uitligt.',
        en: 'The last column works also when our own platform is down.',
      }),
    ),
    table(
      say,
      [
        [{ nl: 'Soort', en: 'Kind' }, 15],
        [{ nl: 'Wie', en: 'Who' }, 28],
        [{ nl: 'Bereikbaar via', en: 'Reached by' }, 25],
        [{ nl: 'Buiten ons platform om', en: 'Outside our platform' }, 30],
      ],
      plan.contacts.map((contact) => [
        say(contactKindWords[contact.kind]),
        [contact.name, contact.detail].filter(Boolean).join('\n'),
        [contact.reach, contact.hours].filter(Boolean).join('\n'),
        contact.outOfBand,
      ]),
    ),
    chapter(say({ nl: 'Escalatiepaden', en: 'Escalation paths' })),
    ...plan.escalations.flatMap(({ name, steps }) => [
      quiet(name),
      table(
        say,
        [
          [{ nl: 'Na', en: 'After' }, 12],
          [{ nl: 'Wie', en: 'Who' }, 40],
          [{ nl: 'Hoe', en: 'How' }, 48],
        ],
        steps.map(({ afterMinutes, whom, how }) => [
          afterMinutes === 0 ? say({ nl: 'meteen', en: 'at once' }) : minutesText(afterMinutes, plan.language),
          whom,
          how,
        ]),
      ),
    ]),
  ];
}

function systems(plan: PlanForm): Block[] {
  const say = inLanguage(plan.language);
  const time = (minutes: number) => minutesText(minutes, plan.language);
  return [
    chapter(say({ nl: 'Kritieke systemen en streeftijden', en: 'Critical systems and target times' })),
    table(
      say,
      [
        [{ nl: 'Systeem', en: 'System' }, 20],
        [{ nl: 'Wat ervan afhangt', en: 'What depends on it' }, 24],
        [{ nl: 'Opgemerkt', en: 'Noticed' }, 13],
        [{ nl: 'Omgezet', en: 'Switched' }, 12],
        [{ nl: 'Hersteld', en: 'Restored' }, 12],
        [{ nl: 'Terugvaloptie', en: 'Fallback' }, 28],
      ],
      plan.systems.map((system) => [
        system.name,
        system.dependents,
        time(system.noticedMinutes),
        time(system.switchedMinutes),
        time(system.restoredMinutes),
        system.fallback,
      ]),
    ),
    chapter(say({ nl: 'Noodroutes', en: 'Emergency routes' })),
    table(
      say,
      [
        [{ nl: 'Route', en: 'Route' }, 20],
        [{ nl: 'Wanneer', en: 'When' }, 22],
        [{ nl: 'Hoe', en: 'How' }, 26],
        [{ nl: '112 ondertussen', en: '112 meanwhile' }, 24],
        [{ nl: 'Laatst getest', en: 'Last tested' }, 15],
      ],
      plan.routes.map((route) => [
        route.name,
        route.when,
        route.how,
        route.emergencyCalls,
        dayText(route.testedOn, plan.language) || say({ nl: 'nooit', en: 'never' }),
      ]),
    ),
  ];
}

function severity(plan: PlanForm): Block[] {
  const say = inLanguage(plan.language);
  const levels = [...planLevels].reverse();
  const cell = (impact: string, urgency: string) => {
    const found = plan.matrix.find((one) => one.impact === impact && one.urgency === urgency);
    return found === undefined ? '–' : say(severityWords[found.severity]);
  };
  const meanings = (title: Text, rows: readonly (readonly [string, string])[]) => [
    quiet(say(title)),
    table(
      say,
      [
        [{ nl: 'Niveau', en: 'Level' }, 14],
        [{ nl: 'Betekenis', en: 'Meaning' }, 86],
      ],
      rows,
    ),
  ];
  return [
    chapter(say({ nl: 'Ernst', en: 'Severity' })),
    paragraph(
      say({
        nl: 'Kies impact en urgentie; de tabel geeft de ernst. Bij twijfel geldt de hogere.',
        en: 'Choose impact and urgency; the table gives the severity. When unsure, the higher holds.',
      }),
    ),
    table(
      say,
      [
        [{ nl: 'Impact \\ urgentie', en: 'Impact \\ urgency' }, 25],
        ...levels.map((level) => [levelWords[level], 25] as const),
      ],
      levels.map((impact) => [say(levelWords[impact]), ...levels.map((urgency) => cell(impact, urgency))]),
    ),
    ...meanings(
      { nl: 'Impact', en: 'Impact' },
      plan.impacts.map(({ level, meaning }) => [say(levelWords[level]), meaning]),
    ),
    ...meanings(
      { nl: 'Urgentie', en: 'Urgency' },
      plan.urgencies.map(({ level, meaning }) => [say(levelWords[level]), meaning]),
    ),
    quiet(say({ nl: 'Wat elke ernst vraagt', en: 'What each severity asks' })),
    table(
      say,
      [
        [{ nl: 'Ernst', en: 'Severity' }, 14],
        [{ nl: 'Betekenis', en: 'Meaning' }, 52],
        [{ nl: 'Leiding binnen', en: 'Led within' }, 17],
        [{ nl: 'Bericht elke', en: 'Update every' }, 17],
      ],
      plan.severities.map((one) => [
        say(severityWords[one.severity]),
        one.meaning,
        minutesText(one.respondMinutes, plan.language),
        minutesText(one.updateMinutes, plan.language),
      ]),
    ),
  ];
}

function telling(plan: PlanForm): Block[] {
  const say = inLanguage(plan.language);
  return [
    chapter(say({ nl: 'Communicatieregels', en: 'Communication rules' })),
    ...plan.communication.flatMap((rule) => [
      quiet(rule.audience),
      table(
        say,
        [
          [{ nl: 'Door wie', en: 'By whom' }, 20],
          [{ nl: 'Kanaal en tijd', en: 'Channel and time' }, 22],
          [{ nl: 'Wat wel', en: 'What is said' }, 30],
          [{ nl: 'Wat niet', en: 'What is not said' }, 28],
        ],
        [[rule.speaker, [rule.channel, rule.within].filter(Boolean).join('\n'), rule.say, rule.never]],
      ),
    ]),
    chapter(say({ nl: 'Meldplichten', en: 'Duties to notify' })),
    paragraph(
      say({
        nl: 'Welke plichten gelden, hangt af van wie je bent en wat je levert. Vraag het je toezichthouder vóór het nodig is; dit overzicht is geen juridisch advies.',
        en: 'Which duties hold depends on who you are and what you deliver. Check with your authority before you need to; this overview is no legal advice.',
      }),
    ),
    table(
      say,
      [
        [{ nl: 'Melding', en: 'Notification' }, 18],
        [{ nl: 'Termijn', en: 'Due' }, 25],
        [{ nl: 'Aan wie', en: 'To whom' }, 24],
        [{ nl: 'Inhoud', en: 'Content' }, 33],
      ],
      plan.duties.map((duty) => [duty.name, duty.due, duty.toWhom, duty.content]),
    ),
  ];
}

function reviews(plan: PlanForm): Block[] {
  const say = inLanguage(plan.language);
  return [
    chapter(say({ nl: 'Herzieningen', en: 'Reviews' })),
    table(
      say,
      [
        [{ nl: 'Onderwerp', en: 'Subject' }, 38],
        [{ nl: 'Eigenaar', en: 'Owner' }, 22],
        [{ nl: 'Uiterlijk', en: 'Due' }, 20],
        [{ nl: 'Komt terug', en: 'Comes back' }, 20],
      ],
      plan.reviews.map((review) => [
        review.subject,
        review.owner,
        dayText(review.dueOn, plan.language),
        review.everyMonths === 0
          ? say({ nl: 'eenmalig', en: 'once' })
          : review.everyMonths === 1
            ? say({ nl: 'elke maand', en: 'every month' })
            : say({ nl: `elke ${review.everyMonths} maanden`, en: `every ${review.everyMonths} months` }),
      ]),
    ),
  ];
}

const chapter = (text: string): Block => ({ kind: 'heading', level: 1, quiet: false, text });
const quiet = (text: string): Block => ({ kind: 'heading', level: 2, quiet: true, text });
const paragraph = (text: string): Block => ({ kind: 'paragraph', text });

/** A passage under a small heading; nothing when it is empty. */
function passage(title: string, text: string): Block[] {
  return text === '' ? [] : [quiet(title), paragraph(text)];
}

function table(
  say: (text: Text) => string,
  columns: readonly (readonly [title: Text, weight: number])[],
  rows: readonly (readonly string[])[],
): Block {
  return { kind: 'table', columns: columns.map(([title, weight]) => ({ title: say(title), weight })), rows };
}
