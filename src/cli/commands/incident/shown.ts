import { printTable, visible } from '../../print.ts';

interface Text {
  readonly en: string;
}
interface Named {
  readonly id: string;
  readonly name: string;
}

/** What of an incident is printed. */
export interface Incident {
  readonly id: string;
  readonly number: number;
  readonly tenantName: string;
  readonly title: string;
  readonly severity: string;
  readonly state: string;
  readonly drill: boolean;
  readonly detectedAt: string;
  readonly version: number;
  readonly roles: readonly { readonly role: string; readonly person: Named | null }[];
  readonly impact: { readonly customers: readonly Named[]; readonly emergencyCalling: string; readonly since: string };
  readonly exposure: { readonly nowEur: number } | null;
  readonly alerts: readonly object[];
  readonly tasks: readonly Task[];
  readonly measures: readonly {
    readonly id: string;
    readonly kind: string;
    readonly what: string;
    readonly owner: Named | null;
    readonly until: string | null;
    readonly undoneAt: string | null;
  }[];
  readonly gate: readonly Text[];
  readonly nextDue: { readonly at: string | null; readonly overdue: boolean; readonly text: Text } | null;
}

export interface Task {
  readonly id: string;
  readonly title: string;
  readonly owner: Named | null;
  readonly role: string;
  readonly due: string | null;
  readonly state: string;
}

export interface Summary {
  readonly id: string;
  readonly number: number;
  readonly tenantName: string;
  readonly title: string;
  readonly severity: string;
  readonly state: string;
  readonly drill: boolean;
  readonly detectedAt: string;
  readonly leader: Named | null;
  readonly openTasks: number;
  readonly measures: number;
}

export interface Entry {
  readonly at: string;
  readonly kind: string;
  readonly by: Named;
  readonly text: Text;
  readonly internal: boolean;
}

/** An incident as somebody reads it at night: state, leader, what is in place, what is due, what keeps it open. */
export function printIncident(incident: Incident): void {
  const { number, title, severity, state, tenantName, drill, impact, exposure, roles, nextDue, gate } = incident;
  const lines = [
    `${drill ? 'DRILL ' : ''}incident ${number}: ${title}`,
    `  ${severity}, ${state}, ${tenantName}, since ${impact.since}, customers ${impact.customers.length}, 112 ${impact.emergencyCalling}`,
    `  coordinator: ${roles.find(({ role }) => role === 'coordinator')?.person?.name ?? 'nobody'}`,
    ...(exposure ? [`  money at risk: € ${exposure.nowEur.toFixed(2)}`] : []),
    ...(nextDue
      ? [`  next: ${nextDue.text.en}${nextDue.at ? ` (${nextDue.at}${nextDue.overdue ? ', late' : ''})` : ''}`]
      : []),
    ...incident.measures
      .filter(({ undoneAt }) => undoneAt === null)
      .map(({ id, kind, what, owner, until }) =>
        [`  in place: ${kind} ${what}`, until && `until ${until}`, owner ? owner.name : 'nobody’s', `id ${id}`]
          .filter(Boolean)
          .join(', '),
      ),
    ...incident.tasks
      .filter((task) => task.state === 'open')
      .map(({ id, title: what, owner, role, due }) =>
        [`  to do: ${what}`, owner?.name || role, due && `by ${due}`, `id ${id}`].filter(Boolean).join(', '),
      ),
    ...gate.map(({ en }) => `  keeps it open: ${en}`),
    `  alerts ${incident.alerts.length}, id ${incident.id}`,
  ];
  for (const line of lines) process.stdout.write(`${visible(line)}\n`);
}

export function printSummaries(all: readonly Summary[]): void {
  printTable(
    ['NUMBER', 'SEVERITY', 'STATE', 'SINCE', 'CUSTOMER', 'COORDINATOR', 'TASKS', 'MEASURES', 'TITLE'],
    all.map((one) => [
      String(one.number),
      `${one.severity}${one.drill ? ' (drill)' : ''}`,
      one.state,
      one.detectedAt,
      one.tenantName,
      one.leader?.name ?? '-',
      String(one.openTasks),
      String(one.measures),
      one.title.slice(0, 80),
    ]),
  );
}

export function printEntries(entries: readonly Entry[]): void {
  for (const { at, kind, by, text, internal } of entries)
    process.stdout.write(`${visible(`${at} ${kind}${internal ? ' (internal)' : ''} ${by.name}: ${text.en}`)}\n`);
}
