import { visibleText } from './visible-text.ts';

/**
 * Text that somebody outside controls: an account, a user agent, a line. Only ever text, with what would hide or reorder
 * it made visible; cut at `max` characters with the whole of it on hover, or to the width of its place.
 */
export function Raw({
  text,
  max = 160,
  mono,
  className,
}: {
  text: string;
  max?: number;
  mono?: boolean;
  className?: string;
}) {
  const shown = visibleText(text);
  const cut = shown.length > max ? `${shown.slice(0, max - 1)}…` : shown;
  return (
    <bdi
      className={[mono ? 'mono' : '', 'bw-raw', className ?? ''].join(' ')}
      title={shown.length > 24 ? shown.slice(0, 2000) : undefined}
    >
      {cut}
    </bdi>
  );
}
