import { readdirSync, readFileSync } from 'node:fs';
import { checkPlaybook, isSound } from '../../../respond/playbook/check/check-playbook.ts';
import { faultSentence } from '../../../respond/playbook/fault-sentence.ts';
import { playbookHead } from '../../../respond/playbook/library/playbook-head.ts';
import { readPlaybook } from '../../../respond/playbook/read/read-playbook.ts';
import type { Store } from '../../../store/store.ts';

const folder = new URL('../../../../playbooks/', import.meta.url);

/**
 * Puts in the playbooks that come with Belwacht, where they are missing or newer. One that somebody made their own stays as it is, and
 * the new version is offered. Throws when one of them is not sound: then the installation is not whole.
 */
export async function shipPlaybooks(store: Store, by: string, from: URL = folder): Promise<number> {
  let count = 0;
  for (const name of readdirSync(from).sort()) {
    if (!name.endsWith('.json')) continue;
    const read = readPlaybook(readFileSync(new URL(name, from), 'utf8'));
    const faults = read.ok ? checkPlaybook(read.value) : read.reason;
    if (!read.ok || !isSound(faults)) throw new Error(`playbooks/${name}: ${faultSentence(faults[0]).en}`);
    const content = read.value;
    if (await store.playbooks.ship({ content, head: playbookHead(content), origin: 'shipped' }, by)) count++;
  }
  return count;
}
