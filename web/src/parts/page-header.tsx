import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { nameTabPage } from './tab-title.ts';

/** Top of a page: its name, a line beside it, the acts that concern the whole page. Names the browser tab too. */
export function PageHeader({
  title,
  tab,
  lead,
  aside,
  children,
}: {
  title: ReactNode;
  /** Name for the tab when the title is not plain text. */
  tab?: string;
  lead?: ReactNode;
  aside?: ReactNode;
  /** Buttons. */
  children?: ReactNode;
}) {
  const name = tab ?? (typeof title === 'string' ? title : '');
  useEffect(() => {
    nameTabPage(name);
  }, [name]);
  return (
    <header className="bw-page-header">
      <div className="bw-page-title">
        <div className="bw-page-name">
          {lead}
          <h1>{title}</h1>
        </div>
        {aside && <span className="dim">{aside}</span>}
      </div>
      {children && <div className="row wrap no-print">{children}</div>}
    </header>
  );
}
