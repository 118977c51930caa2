import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { RunNoteWire, RunStepWire, RunWire } from '../../../../src/api/schema/playbook-runs.ts';
import { ByName } from '../../parts/by-name.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Raw } from '../../parts/raw.tsx';
import { Clock } from '../../parts/time.tsx';
import { outlineOf, readingOrder } from '../playbook/model/outline.ts';
import { KindMark, kindOf } from '../playbook/parts/step-kind.tsx';
import { useVisitWords } from './use-visit-words.ts';

/** What was done, in the order in which it began: state, when, who, what they noted; and what is still ahead. */
export function CoursePanel({
  run,
  chosen,
  onChoose,
}: {
  run: RunWire;
  chosen: string | undefined;
  onChoose: (step: string | undefined) => void;
}) {
  const { t } = useTranslation();
  const outlines = useMemo(() => run.books.map(({ graph }) => outlineOf(graph)), [run.books]);
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    if (chosen)
      list.current?.querySelector(`[data-step="${CSS.escape(chosen)}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  const visited = new Set(run.steps.filter(({ book }) => book === 0).map(({ step }) => step));
  const ahead = outlines[0] ? readingOrder(outlines[0]).filter(({ id }) => !visited.has(id)) : [];
  const visits = run.steps.filter(({ type }) => type !== 'start' && type !== 'end');
  return (
    <Panel id="run-course" title={t('playbooks.runSteps')} flush>
      <ol className="bw-run-course" ref={list}>
        {visits.map((visit) => (
          <Visit
            key={visit.place}
            visit={visit}
            number={outlines[visit.book]?.numbers.get(visit.step) ?? ''}
            book={visit.book > 0 ? run.books[visit.book]?.name : undefined}
            kind={kindOf(
              run.books[visit.book]?.graph.steps.find(({ id }) => id === visit.step) ?? { ...visit, does: 'task' },
            )}
            chosen={visit.step === chosen}
            onChoose={onChoose}
          />
        ))}
      </ol>
      {ahead.length > 0 && run.state === 'running' && (
        <details className="bw-run-ahead">
          <summary>{t('playbooks.runAhead', { count: ahead.length })}</summary>
          <ul className="stack tight">
            {ahead.map((step) => (
              <li key={step.id} className="row">
                <span className="bw-playbook-number">{outlines[0]!.numbers.get(step.id)}</span>
                <Raw text={step.name || step.id} max={120} />
                <KindMark kind={kindOf(step)} bare />
              </li>
            ))}
          </ul>
        </details>
      )}
    </Panel>
  );
}

function Visit({
  visit,
  number,
  book,
  kind,
  chosen,
  onChoose,
}: {
  visit: RunStepWire;
  number: string;
  book: string | undefined;
  kind: Parameters<typeof KindMark>[0]['kind'];
  chosen: boolean;
  onChoose: (step: string | undefined) => void;
}) {
  const words = useVisitWords();
  const { tone, word } = words.of(visit);
  return (
    <li data-step={visit.step} aria-current={chosen || undefined}>
      <span className="bw-playbook-number">{number}</span>
      <div className="stack tight">
        <div className="row wrap">
          {book && <Raw text={`${book}:`} max={60} className="dim" />}
          <button type="button" className="link" onClick={() => onChoose(visit.book === 0 ? visit.step : undefined)}>
            <Raw text={visit.name || visit.step} max={160} />
          </button>
          <KindMark kind={kind} bare />
        </div>
        {visit.notes.map((note) => (
          <Note key={`${note.at} ${note.by} ${note.detail} ${note.evidence}`} note={note} />
        ))}
      </div>
      <div className="bw-run-when">
        <Mark tone={tone}>{word}</Mark>
        <span className="dim">
          <Clock at={visit.startedAt} seconds />
          {visit.endedAt && (
            <>
              {' – '}
              <Clock at={visit.endedAt} seconds />
            </>
          )}
        </span>
      </div>
    </li>
  );
}

function Note({ note: { at, by, detail, evidence, applies } }: { note: RunNoteWire }) {
  const { t } = useTranslation();
  if (detail === '' && evidence === '' && by === '') return null;
  return (
    <p className="bw-run-note">
      <span className="dim">
        <Clock at={at} seconds /> {by ? <ByName name={by} max={80} /> : t('playbooks.byBelwacht')}
        {!applies && ` · ${t('playbooks.notApplied')}`}
        {(detail || evidence) && ': '}
      </span>
      {detail && <Raw text={detail} max={1000} className="bw-playbook-text" />}
      {evidence && (
        <span className="bw-run-evidence">
          <span className="dim">{t('playbooks.answerEvidence')}: </span>
          <Raw text={evidence} max={2000} className="bw-playbook-text" />
        </span>
      )}
    </p>
  );
}
