import { type PointerEvent, useRef, useState } from 'react';
import { centres } from '../../overview/world-shapes.ts';
import { countriesWithin, type Point } from './lasso.ts';

/** Movement below which a press is a click or a tap, in pixels: a finger trembles. */
const slackPx = { mouse: 4, touch: 10 } as const;

interface Press {
  /** Which finger, or the mouse. */
  readonly pointer: number;
  readonly x: number;
  readonly y: number;
  readonly line: Point[];
  drawing: boolean;
}

/**
 * Choosing on the map: a click or tap takes the country under it, a drag of mouse, pen or one finger draws around several (two
 * fingers zoom, so that a second one ends the line). `onPick` hears what was taken and whether it is added to what is chosen; a
 * click beside all is none.
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
        if (!event.isPrimary) {
          end();
          return;
        }
        const { pointerId: pointer, clientX: x, clientY: y } = event;
        press.current = { pointer, x, y, line: [pointOf(event)], drawing: false };
      },
      onPointerMove(event: PointerEvent<SVGSVGElement>) {
        const now = press.current;
        if (now?.pointer !== event.pointerId) return;
        if (!now.drawing) {
          const slack = slackPx[event.pointerType === 'touch' ? 'touch' : 'mouse'];
          if (Math.hypot(event.clientX - now.x, event.clientY - now.y) < slack) return;
          now.drawing = true;
          event.currentTarget.setPointerCapture(event.pointerId);
        }
        now.line.push(pointOf(event));
        setLine([...now.line]);
      },
      onPointerUp(event: PointerEvent<SVGSVGElement>) {
        const done = press.current;
        if (done?.pointer !== event.pointerId) return;
        end();
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
