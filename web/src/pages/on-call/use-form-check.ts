import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import type { RosterCheck, RosterFormWire } from '../../../../src/api/schema/on-call.ts';
import { rosterCheckQuery } from '../../api/on-call-queries.ts';

/** What is wrong with a roster that is being written, and the shifts it makes; of what was typed half a second ago. */
export function useFormCheck(form: RosterFormWire, span: { from: string; until: string }) {
  const [steady] = useDebouncedValue(form, 500);
  // A name that is still to be typed is no fault of the roster.
  const named = steady.name.trim() === '' ? { ...steady, name: '–' } : steady;
  return useQuery({ ...rosterCheckQuery(named, span.from, span.until), placeholderData: keep });
}

function keep(before: RosterCheck | undefined): RosterCheck | undefined {
  return before;
}
