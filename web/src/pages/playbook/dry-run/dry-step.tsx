import { useTranslation } from 'react-i18next';
import type { PlaybookDryWire } from '../../../../../src/api/schema/playbooks.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { Mark } from '../../../parts/mark.tsx';
import { Raw } from '../../../parts/raw.tsx';
import { useWayWords } from '../parts/use-way-words.ts';
import { headingOf } from './heading-of.ts';

type Line = PlaybookDryWire['lines'][number];

/** What a step would do, why it cannot, and the steps of the playbook that it runs. */
export function DryStep({ sentence, line, called }: { sentence: string; line?: Line; called: readonly Line[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useWayWords();
  const nameOf = (way: ReturnType<typeof headingOf>) => (way ? words.heading(way) : t('playbooks.exceptionTitle'));
  const outermost = called[0]?.depth ?? 0;
  return (
    <>
      <p className="bw-playbook-facts">
        <Raw text={line ? format.text(line.sentence) : sentence} max={2000} />
      </p>
      <Trouble line={line} />
      {called.length > 0 && (
        <ul className="bw-playbook-called" aria-label={t('playbooks.dryCalled')}>
          {called.map((each, i) => (
            <li
              key={`${each.within}/${each.step}`}
              style={{ paddingLeft: `${Math.min(6, each.depth - outermost) * 16}px` }}
            >
              {each.branch !== '' && <h4>{nameOf(headingOf(called, i))}</h4>}
              <span className="strong">
                <Raw text={each.name} max={120} />
              </span>
              <div className="dim">
                <Raw text={format.text(each.sentence)} max={1000} />
              </div>
              <Trouble line={each} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Trouble({ line }: { line?: Line }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (!line?.trouble) return null;
  return (
    <div className="bw-playbook-facts">
      <Mark tone="red">{t('playbooks.dryTrouble', { why: format.text(line.trouble) })}</Mark>
    </div>
  );
}
