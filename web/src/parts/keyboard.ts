import { useEffect, useRef } from 'react';

/** Key → act. A key after `g` is written "g o". */
export type KeyMap = Readonly<Record<string, (() => void) | undefined>>;

const layers: { current: KeyMap }[] = [];
const sequenceMs = 1500;
let gPressedAt = 0;

/** True where a letter is text and not a command. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.tagName === 'TEXTAREA' || target.tagName === 'SELECT') return true;
  if (target.tagName !== 'INPUT') return false;
  return !['radio', 'checkbox', 'button', 'submit', 'range'].includes((target as HTMLInputElement).type);
}

/** Enter and Space belong to a focused button or link. */
function hasOwnEnter(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('a, button, summary, [role="button"], input') !== null;
}

/** Closed menus may stay in the page, hidden. */
function hasOpenLayer(): boolean {
  const layers = document.querySelectorAll('[role="dialog"], [role="menu"], [role="listbox"]');
  return [...layers].some((layer) => layer.checkVisibility({ visibilityProperty: true }));
}

function handle(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (isTyping(event.target)) return;
  // An open dialog or menu has the keyboard to itself.
  if (hasOpenLayer()) return;
  if (event.key === 'Enter' && hasOwnEnter(event.target)) return;
  const afterG = Date.now() - gPressedAt < sequenceMs;
  gPressedAt = 0;
  if (!afterG && event.key === 'g') {
    gPressedAt = Date.now();
    return;
  }
  const key = afterG ? `g ${event.key}` : event.key;
  for (let index = layers.length - 1; index >= 0; index--) {
    const act = layers[index]!.current[key];
    if (!act) continue;
    event.preventDefault();
    act();
    return;
  }
}

/** Listens to keys while the component is on the screen; what was put up last is asked first. Never while typing. */
export function useKeys(keys: KeyMap): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    if (layers.length === 0) window.addEventListener('keydown', handle);
    layers.push(latest);
    return () => {
      layers.splice(layers.indexOf(latest), 1);
      if (layers.length === 0) window.removeEventListener('keydown', handle);
    };
  }, []);
}
