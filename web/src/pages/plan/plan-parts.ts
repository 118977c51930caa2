import type { PlanFieldWire } from '../../../../src/api/schema/plan.ts';
import type { Text } from '../../api/types.ts';

/** Something in a plan: a field of it, read without knowing which. */
export type PlanItem = Readonly<Record<string, unknown>>;

/** A part people read and write as a whole. */
export interface PlanPart {
  readonly id: string;
  readonly label: Text;
  readonly fields: readonly PlanFieldWire[];
}

const about: Text = { nl: 'Over dit plan', en: 'About this plan' };
const severity: Text = { nl: 'Ernst', en: 'Severity' };
const aboutFields = ['title', 'organisation', 'language'];
const severityFields = ['severities', 'matrix', 'impacts', 'urgencies'];

/** Fields as parts, in the order of the document; what says one thing together is one part. */
export function partsOf(fields: readonly PlanFieldWire[]): readonly PlanPart[] {
  const some = (names: readonly string[]) => names.flatMap((name) => fields.filter((field) => field.name === name));
  const parts: PlanPart[] = [{ id: 'about', label: about, fields: some(aboutFields) }];
  for (const field of fields) {
    if (aboutFields.includes(field.name)) continue;
    if (!severityFields.includes(field.name)) parts.push({ id: field.name, label: field.label, fields: [field] });
    else if (field.name === 'impacts') parts.push({ id: 'severity', label: severity, fields: some(severityFields) });
  }
  return parts;
}

/** Whether a fault at a place (`roles.0.holder`) belongs to a part. */
export function isOfPart(part: PlanPart, field: string): boolean {
  const [first] = field.split('.', 1);
  return part.fields.some(({ name }) => name === first);
}
