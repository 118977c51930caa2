import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { PlaybookSummaryWire } from '../../../../../src/api/schema/playbooks.ts';
import type { Playbook } from '../../../../../src/core/playbook/playbook.ts';
import { playbookPath } from '../../../api/playbook-queries.ts';
import { post, put, versionOf } from '../../../api/request.ts';

/** Keeps a draft, and puts it to use where that is asked; only while nobody was faster. */
export function useSaveDraft(id: string, onSaved: (playbook: Playbook, version: number) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (asked: { playbook: Playbook; version: number; activate: boolean; dirty: boolean }) => {
      let version = `"${asked.version}"`;
      if (asked.dirty) {
        const kept = await put<PlaybookSummaryWire>(
          playbookPath(id, '/draft'),
          { playbook: asked.playbook },
          { version },
        );
        onSaved(asked.playbook, kept.version);
        version = versionOf(kept);
      }
      if (asked.activate) {
        const used = await post<PlaybookSummaryWire>(playbookPath(id, '/activate'), { version: 'draft' }, { version });
        onSaved(asked.playbook, used.version);
      }
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['playbooks'] }),
  });
}
