import { useTranslation } from 'react-i18next';
import type { PlaybookChangeWire } from '../../../../../src/api/schema/playbooks.ts';
import { Mark } from '../../../parts/mark.tsx';
import { Raw } from '../../../parts/raw.tsx';

const tones = { added: 'green', removed: 'red', changed: 'blue' } as const;

/** What differs between two versions, step by step. */
export function ChangeList({
  changes,
  people,
}: {
  changes: readonly PlaybookChangeWire[];
  /** Between what somebody else and what the reader wrote, instead of between what was and what is. */
  people?: boolean;
}) {
  const { t } = useTranslation();
  if (changes.length === 0) return <p className="dim">{t('playbooks.diffNone')}</p>;
  const steps = Map.groupBy(changes, ({ step }) => step);
  return (
    <ul className="stack">
      {[...steps].map(([step, all]) => (
        <li key={step} className="stack tight bw-playbook-change">
          <h4>
            {step === '' ? (
              t('playbooks.whole')
            ) : all[0]!.stepName ? (
              <Raw text={all[0]!.stepName} max={120} />
            ) : (
              <code>{step.split('--')[0]}</code>
            )}
          </h4>
          <ul className="stack tight">
            {all.map(({ kind, path, before, after }) => (
              <li key={`${kind} ${path}`}>
                <Mark tone={tones[kind]} quiet>
                  {t(`playbooks.diff_${kind}`)} {path && <code>{path}</code>}
                </Mark>
                {path !== '' && (
                  <dl>
                    <dt>{t(people ? 'playbooks.diffTheirs' : 'playbooks.diffBefore')}</dt>
                    <dd>{before === null ? t('playbooks.diffNothing') : <Raw text={plain(before)} max={600} />}</dd>
                    <dt>{t(people ? 'playbooks.diffMine' : 'playbooks.diffAfter')}</dt>
                    <dd>{after === null ? t('playbooks.diffNothing') : <Raw text={plain(after)} max={600} />}</dd>
                  </dl>
                )}
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ul>
  );
}

/** Text without the quotes that JSON puts around it. */
function plain(json: string): string {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'string' ? value : json;
  } catch {
    return json;
  }
}
