import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useMay } from '../../api/use-session.ts';
import { peopleQuery } from '../people/people-queries.ts';
import type { AuditEntry } from './audit-query.ts';

/** Columns people know a thing by, best first. */
const telling = [
  'name',
  'title',
  'email',
  'value',
  'cidr',
  'first_number',
  'payer',
  'day',
  'incident',
  'address',
] as const;

/** What an act was done to, by the name people know it by; its id where neither the entry nor the list of people tells one. */
export function useObjectName(): (entry: AuditEntry) => string {
  const people = useQuery({ ...peopleQuery, enabled: useMay()('people:read') }).data;
  const names = useMemo(() => new Map(people?.map(({ id, name }) => [id, name])), [people]);
  return ({ actor, object, before, after }) => {
    for (const column of telling) {
      const value = after?.[column] ?? before?.[column];
      if (typeof value === 'string' && value !== '') return value;
    }
    const owner = after?.userId ?? before?.userId;
    const theirs = typeof owner === 'string' ? names.get(owner) : undefined;
    return theirs ?? names.get(object.id) ?? (object.id === actor.id && actor.name !== '' ? actor.name : object.id);
  };
}
