import type { Playbook } from '../../../../../src/core/playbook/playbook.ts';

/** What was typed and not saved. */
export interface KeptDraft {
  /** Version and content it began with. */
  readonly version: number;
  readonly base: Playbook;
  readonly playbook: Playbook;
  /** ms. */
  readonly at: number;
}

const key = (id: string) => `belwacht.playbook-draft.${id}`;

/** Keeps a draft in this browser. A browser that keeps nothing loses it with the page, as any form. */
export function keep(id: string, draft: KeptDraft): void {
  try {
    localStorage.setItem(key(id), JSON.stringify(draft));
  } catch {
    // Full or forbidden.
  }
}

export function forget(id: string): void {
  try {
    localStorage.removeItem(key(id));
  } catch {
    // Forbidden: then there is nothing either.
  }
}

/** What was kept of a playbook; undefined when there is nothing, or nothing that can be read. */
export function kept(id: string): KeptDraft | undefined {
  try {
    const read = JSON.parse(localStorage.getItem(key(id)) ?? 'null') as Partial<KeptDraft> | null;
    if (!read || !isPlaybook(read.base) || !isPlaybook(read.playbook)) return undefined;
    return { version: Number(read.version) || 0, base: read.base, playbook: read.playbook, at: Number(read.at) || 0 };
  } catch {
    return undefined;
  }
}

function isPlaybook(value: unknown): value is Playbook {
  return typeof (value as Playbook | undefined)?.workflow === 'object' && (value as Playbook).workflow !== null;
}
