import type { AuditEntry } from './audit-query.ts';

/** Columns people know a thing by, best first. */
const telling = ['name', 'email', 'value', 'cidr', 'first_number', 'day', 'incident', 'address'] as const;

/** What the act was done to, by the name people know it by; its id where the entry tells none. */
export function objectName({ object, before, after }: AuditEntry): string {
  for (const column of telling) {
    const value = after?.[column] ?? before?.[column];
    if (typeof value === 'string' && value !== '') return value;
  }
  return object.id;
}
