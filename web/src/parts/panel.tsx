import type { ReactNode } from 'react';

/** A titled part of a page. Panels never hold panels. */
export function Panel({
  title,
  aside,
  children,
  flush,
  id,
  className,
}: {
  title?: ReactNode;
  aside?: ReactNode;
  children: ReactNode;
  /** The content brings its own padding: a table. */
  flush?: boolean;
  id?: string;
  className?: string;
}) {
  const labelled = id && title ? `${id}-title` : undefined;
  return (
    <section className={`bw-panel ${className ?? ''}`} aria-labelledby={labelled} id={id}>
      {title && (
        <header className="bw-panel-head">
          <h2 id={labelled}>{title}</h2>
          {aside && <div className="bw-panel-aside">{aside}</div>}
        </header>
      )}
      <div className={flush ? 'bw-panel-flush' : 'bw-panel-body'}>{children}</div>
    </section>
  );
}

/** Name and value pairs in a row of columns: the facts a person decides on. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className="bw-facts">{children}</dl>;
}

export function Fact({ name, children, more }: { name: string; children: ReactNode; more?: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <div className="strong">{children}</div>
        {more && <div className="dim">{more}</div>}
      </dd>
    </div>
  );
}
