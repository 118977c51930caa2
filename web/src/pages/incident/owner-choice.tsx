import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { IncidentWire } from '../../../../src/api/schema/incidents.ts';
import { isCustomerRole, useMay, useSession } from '../../api/use-session.ts';
import { visibleText } from '../../parts/visible-text.ts';
import { peopleQuery } from '../people/people-queries.ts';

type Actor = NonNullable<IncidentWire['tasks'][number]['owner']>;

export const incidentRoles = ['coordinator', 'deputy', 'scribe', 'technical-lead', 'communications'] as const;

/** One of the provider's people; the one who looks stands first. */
export function OwnerChoice({
  label,
  nobody,
  value,
  current,
  onChange,
}: {
  label: string;
  nobody: string;
  /** Id of a person; '' for nobody. */
  value: string;
  /** Who it is now, who may not be among the people any more. */
  current: Actor | null;
  onChange: (person: string) => void;
}) {
  const me = useSession()?.user;
  const maySee = useMay()('people:read');
  const people = useQuery({ ...peopleQuery, enabled: maySee }).data ?? [];
  const others = people.filter(({ id, role, state }) => id !== me?.id && !isCustomerRole(role) && state === 'active');
  const choices = [
    { value: '', label: nobody },
    ...(me ? [{ value: me.id, label: visibleText(me.name) }] : []),
    ...others.map(({ id, name }) => ({ value: id, label: visibleText(name) })),
  ];
  const held = current?.id.startsWith('user:') ? current.id.slice('user:'.length) : '';
  if (current && held && !choices.some((choice) => choice.value === held)) {
    choices.push({ value: held, label: visibleText(current.name) });
  }
  return (
    <NativeSelect
      label={label}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      data={choices}
    />
  );
}
