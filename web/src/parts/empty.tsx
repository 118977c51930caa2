import type { ReactNode } from 'react';
import { CopyLine } from './copy.tsx';

/** What would be here and how to get it; never just a blank. */
export function Empty({
  title,
  text,
  command,
  children,
}: {
  title: string;
  text?: string;
  command?: string;
  children?: ReactNode;
}) {
  return (
    <div className="bw-empty">
      <p className="strong">{title}</p>
      {text && <p className="dim">{text}</p>}
      {command && <CopyLine text={command} />}
      {children && <div className="row wrap">{children}</div>}
    </div>
  );
}
