import { type RefObject, useEffect, useState } from 'react';

/** True while the mouse is over a button, link or row inside, or the keyboard is among them: then nothing may move. */
export function usePointedAt(place: RefObject<HTMLElement | null>): boolean {
  const [pointed, setPointed] = useState(false);
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    let over = false;
    let focused = false;
    const tell = () => setPointed(over || focused);
    const enter = (event: PointerEvent) => {
      if (event.pointerType === 'mouse' && (event.target as Element).closest('a, button, [data-row]')) {
        over = true;
        tell();
      }
    };
    const leave = (event: PointerEvent) => {
      if ((event.relatedTarget as Element | null)?.closest?.('a, button, [data-row]')) return;
      over = false;
      tell();
    };
    const focusIn = (event: FocusEvent) => {
      focused = (event.target as Element).matches(':focus-visible');
      tell();
    };
    const focusOut = () => {
      focused = false;
      tell();
    };
    element.addEventListener('pointerover', enter);
    element.addEventListener('pointerout', leave);
    element.addEventListener('focusin', focusIn);
    element.addEventListener('focusout', focusOut);
    return () => {
      element.removeEventListener('pointerover', enter);
      element.removeEventListener('pointerout', leave);
      element.removeEventListener('focusin', focusIn);
      element.removeEventListener('focusout', focusOut);
    };
  }, [place]);
  return pointed;
}
