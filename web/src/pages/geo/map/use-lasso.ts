import { type PointerEvent, useRef, useState } from 'react';
import { centres } from '../../overview/world-shapes.ts';
import { countriesWithin, type Point } from './lasso.ts';

/** Movement below which a press is a click, in pixels. */
const slackPx = 4;

interface Press {
  readonly x: number;
  readonly y: number;
  readonly line: Point[];
  drawing: boolean;
}

/**
 * Choosing on the map: a click takes the country under it, a drag of the mouse or pen draws around several. A finger scrolls the
 * page, so it only taps. `onPick` hears what was taken and whether it is added to what is chosen; a click beside all is none.
 */
export function useLasso(onPick: (countries: readonly string[], adds: boolean) => void) {
  const press = useRef<Press>(undefined);
  const [line, setLine] = useState<readonly Point[]>([]);
  const end = () => {
    press.current = undefined;
    setLine([]);
  };
  return {
    line,
    handlers: {
      onPointerDown(event: PointerEvent<SVGSVGElement>) {
        if (event.button !== 0) return;
        press.current = { x: event.clientX, y: event.clientY, line: [pointOf(event)], drawing: false };
      },
      onPointerMove(event: PointerEvent<SVGSVGElement>) {
        const now = press.current;
        if (!now || event.pointerType === 'touch') return;
        if (!now.drawing) {
          if (Math.hypot(event.clientX - now.x, event.clientY - now.y) < slackPx) return;
          now.drawing = true;
          event.currentTarget.setPointerCapture(event.pointerId);
        }
        now.line.push(pointOf(event));
        setLine([...now.line]);
      },
      onPointerUp(event: PointerEvent<SVGSVGElement>) {
        const done = press.current;
        end();
        if (!done) return;
        const adds = event.shiftKey || event.pointerType === 'touch';
        if (done.drawing) {
          onPick(countriesWithin(done.line, centres), adds);
          return;
        }
        const country = (event.target as Element).closest('[data-country]')?.getAttribute('data-country');
        onPick(country ? [country] : [], adds);
      },
      onPointerCancel: end,
    },
  };
}

/** Where the pointer is, in the units of the drawing. */
function pointOf(event: PointerEvent<SVGSVGElement>): Point {
  const matrix = event.currentTarget.getScreenCTM();
  if (!matrix) return [0, 0];
  const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
  return [x, y];
}
