import type { Playbook } from '../../../core/playbook/playbook.ts';
import type { FindPlaybook } from '../../../respond/playbook/run/start-run.ts';
import type { Store } from '../../../store/store.ts';

/** How many calls of playbooks by others are followed; who calls more is refused by whoever starts it. */
const mostBooks = 25;

/** Reads the playbooks that one calls, and those they call: in use, or of the version that is named. */
export async function gatherBooks(first: Playbook, store: Store['playbooks']): Promise<FindPlaybook> {
  const found = new Map<string, Playbook | undefined>();
  const waiting = [first];
  for (let book = waiting.pop(); book !== undefined; book = waiting.pop()) {
    for (const step of Object.values(book.workflow)) {
      if (step.type !== 'playbook-action' || step.playbook_id === undefined) continue;
      const { playbook_id: id, playbook_version: named } = step;
      const name = `${id} ${named ?? ''}`;
      if (found.has(name) || found.size >= mostBooks) continue;
      const modified = named ?? (await store.get(id))?.active?.modified;
      const content = modified === undefined ? undefined : (await store.version(id, modified))?.content;
      found.set(name, content);
      if (content) waiting.push(content);
    }
  }
  return (id, version) => found.get(`${id} ${version ?? ''}`);
}
