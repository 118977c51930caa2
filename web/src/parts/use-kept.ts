import { useCallback, useReducer, useState } from 'react';
import { useSession } from '../api/use-session.ts';

const prefix = 'belwacht.draft.';

/**
 * State that survives a reload: what somebody typed and did not save yet, kept in this browser under their own id. `name` says
 * what it belongs to; another name is another draft. The last of the three forgets it.
 */
export function useKept<T>(name: string, initial: T): readonly [T, (value: T) => void, () => void] {
  const who = useSession()?.user?.id ?? '';
  const key = `${prefix}${who}.${name}`;
  const [held, setHeld] = useState(() => ({ key, value: read(key, initial) }));
  const value = held.key === key ? held.value : read(key, initial);
  const keep = useCallback(
    (next: T) => {
      setHeld({ key, value: next });
      write(key, JSON.stringify(next));
    },
    [key],
  );
  const forget = useCallback(() => {
    setHeld({ key, value: initial });
    write(key, undefined);
  }, [key, initial]);
  return [value, keep, forget];
}

/** Names of drafts of this person that begin with `start`, as they are in this browser; the second looks again. */
export function useKeptNames(start: string): readonly [readonly string[], () => void] {
  const who = useSession()?.user?.id ?? '';
  const [, look] = useReducer((count: number) => count + 1, 0);
  const own = `${prefix}${who}.`;
  try {
    const names = Object.keys(localStorage).filter((key) => key.startsWith(`${own}${start}`));
    return [names.map((key) => key.slice(own.length)).sort(), look];
  } catch {
    return [[], look];
  }
}

function read<T>(key: string, initial: T): T {
  try {
    const text = localStorage.getItem(key);
    return text === null ? initial : (JSON.parse(text) as T);
  } catch {
    return initial;
  }
}

/** A browser that keeps nothing (private window, full storage) still lets people type. */
function write(key: string, text: string | undefined): void {
  try {
    if (text === undefined) localStorage.removeItem(key);
    else localStorage.setItem(key, text);
  } catch {
    // Nothing to be done: the text stays on the screen.
  }
}
