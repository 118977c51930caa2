import { useTranslation } from 'react-i18next';
import type { EcsEvent } from '../../api/types.ts';
import { CodeBlock } from '../copy.tsx';
import { Raw } from '../raw.tsx';
import { visibleText } from '../visible-text.ts';

/** The original record of an event and every field that was read from it. */
export function EventFields({ event }: { event: EcsEvent }) {
  const { t } = useTranslation();
  const original = event['event.original'];
  const fields = Object.entries(event).filter(([name]) => name !== 'event.original');
  return (
    <div className="stack">
      {typeof original === 'string' && original !== '' ? (
        <CodeBlock text={lines(original)} label={t('connect.copyStep', { title: t('alerts.original') })} wrap />
      ) : (
        <p className="dim">{t('alerts.noOriginal')}</p>
      )}
      <dl className="bw-event-fields">
        {fields.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <Raw text={String(value)} max={600} />
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** A SIP message keeps its line breaks; everything else that does not print is shown. */
function lines(original: string): string {
  return original.trimEnd().split(/\r?\n/).map(visibleText).join('\n');
}
