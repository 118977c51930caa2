import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { PlaybookCheckWire } from '../../../../../src/api/schema/playbooks.ts';
import type { Playbook } from '../../../../../src/core/playbook/playbook.ts';
import { playbookCheckQuery } from '../../../api/playbook-queries.ts';

/** What is wrong with what stands in the editor; `fresh`: the answer is about just that. */
export function useDraftCheck(playbook: Playbook): {
  found: PlaybookCheckWire | undefined;
  fresh: boolean;
  error: unknown;
} {
  const [asked] = useDebouncedValue(playbook, 350);
  const check = useQuery({ ...playbookCheckQuery(asked), placeholderData: keepPreviousData });
  return {
    found: check.data,
    fresh: asked === playbook && check.data !== undefined && !check.isPlaceholderData,
    error: check.error,
  };
}
