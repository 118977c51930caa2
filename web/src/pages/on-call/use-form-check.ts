import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import type { RosterCheck, RosterFormWire } from '../../../../src/api/schema/on-call.ts';
import { rosterCheckQuery } from '../../api/on-call-queries.ts';

/** What is wrong with a roster that is being written, and the shifts it makes; of what was typed half a second ago. */
export function useFormCheck(form: RosterFormWire, span: { from: string; until: string }) {
  const [steady] = useDebouncedValue(form, 500);
  const check = useQuery({ ...rosterCheckQuery(steady, span.from, span.until), placeholderData: keep });
  return check;
}

function keep(before: RosterCheck | undefined): RosterCheck | undefined {
  return before;
}
