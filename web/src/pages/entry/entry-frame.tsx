import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { nameTabPage } from '../../parts/tab-title.ts';
import { LanguageSwitch } from '../../shell/language-switch.tsx';
import './entry.css';

/** The quiet page before you are in. */
export function EntryFrame({
  title,
  text,
  wide,
  children,
}: {
  title: string;
  text?: string;
  wide?: boolean;
  children?: ReactNode;
}) {
  const { t } = useTranslation();
  useEffect(() => nameTabPage(title), [title]);
  return (
    <main className={`bw-entry ${wide ? 'wide' : ''}`}>
      <div className="bw-entry-head">
        <div>
          <div className="bw-entry-brand">{t('common.appName')}</div>
          <div className="dim">{t('entry.tagline')}</div>
        </div>
        <LanguageSwitch />
      </div>
      <div className="bw-panel bw-entry-panel">
        <h1>{title}</h1>
        {text && <p className="dim">{text}</p>}
        {children}
      </div>
    </main>
  );
}
