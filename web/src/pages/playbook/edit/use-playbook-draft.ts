import { useEffect, useMemo, useState } from 'react';
import type { PlaybookWire } from '../../../../../src/api/schema/playbooks.ts';
import type { Playbook } from '../../../../../src/core/playbook/playbook.ts';
import { same } from '../model/differences.ts';
import { changed, historyOf, redone, undone } from '../model/history.ts';
import { forget, keep, kept } from './kept-drafts.ts';

/** A playbook while it is changed. */
export interface PlaybookDraft {
  readonly playbook: Playbook;
  /** Version it began with, for If-Match. */
  readonly version: number;
  readonly dirty: boolean;
  /** Somebody saved another one in the meantime. */
  readonly overtaken: boolean;
  /** When what was not saved was last typed (ms), where it came back after a reload; 0 otherwise. */
  readonly restoredAt: number;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** `about` names the field: typing on in it is one step back. */
  change(to: (playbook: Playbook) => Playbook, about?: string): void;
  undo(): void;
  redo(): void;
  /** Back to what is saved; can be undone. */
  discard(): void;
  /** This is saved now, under this version. */
  saved(playbook: Playbook, version: number): void;
  /** Goes on with what somebody else saved; what was typed can be had back with undo. */
  adopt(stored: PlaybookWire): void;
}

/** Holds a playbook while it is changed: back and forth, and kept in this browser until it is saved. */
export function usePlaybookDraft(stored: PlaybookWire): PlaybookDraft {
  const content = stored.content as unknown as Playbook;
  const [begun] = useState(() => {
    const found = kept(stored.id);
    return found && !same(found.playbook, content) ? found : undefined;
  });
  const [base, setBase] = useState(() =>
    begun ? { content: begun.base, version: begun.version } : { content, version: stored.version },
  );
  const [history, setHistory] = useState(() =>
    begun ? changed(historyOf(begun.base), begun.playbook, '', 0) : historyOf(content),
  );
  const [restoredAt, setRestoredAt] = useState(begun?.at ?? 0);
  const { now } = history;
  const dirty = useMemo(() => !same(now, base.content), [now, base.content]);
  const elsewhere = useMemo(() => !same(content, base.content), [content, base.content]);
  const adopt = (next: PlaybookWire) => {
    const theirs = next.content as unknown as Playbook;
    setBase({ content: theirs, version: next.version });
    setHistory((old) => (same(old.now, theirs) ? { ...old, now: theirs } : changed(old, theirs, '', 0)));
  };
  if (stored.version > base.version && (!elsewhere || !dirty)) {
    // The same steps under a newer version (it was put to use, say), or nothing typed here: nobody loses anything.
    if (elsewhere) adopt(stored);
    else setBase({ content: base.content, version: stored.version });
  }
  useEffect(() => {
    if (dirty) keep(stored.id, { version: base.version, base: base.content, playbook: now, at: Date.now() });
    else forget(stored.id);
  }, [stored.id, dirty, now, base]);
  return {
    playbook: now,
    version: base.version,
    dirty,
    overtaken: dirty && elsewhere && stored.version > base.version,
    restoredAt,
    canUndo: history.past.length > 0,
    canRedo: history.next.length > 0,
    change: (to, about = '') => setHistory((old) => changed(old, to(old.now), about, Date.now())),
    undo: () => setHistory(undone),
    redo: () => setHistory(redone),
    discard: () => setHistory((old) => changed(old, base.content, '', 0)),
    saved: (playbook, version) => {
      setBase({ content: playbook, version });
      setRestoredAt(0);
    },
    adopt,
  };
}
