import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { RunStepWire, RunWire } from '../../../../src/api/schema/playbook-runs.ts';
import { runQuery } from '../../api/playbook-queries.ts';
import { RequestError } from '../../api/problem.ts';
import { Empty } from '../../parts/empty.tsx';
import { Answer, Loading } from '../../parts/loading.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Panel } from '../../parts/panel.tsx';
import { graphFlow } from '../playbook/graph/graph-flow.ts';
import { CoursePanel } from './course-panel.tsx';
import { LeftAnswers } from './left-answers.tsx';
import { RunHeader } from './run-header.tsx';
import { RunValues } from './run-values.tsx';
import { useVisitWords } from './use-visit-words.ts';
import { WaitPanel } from './wait-panel.tsx';
import '../playbook/playbook.css';
import './run.css';

const PlaybookGraph = lazy(async () => ({
  default: (await import('../playbook/graph/playbook-graph.tsx')).PlaybookGraph,
}));

/** A run of a playbook while it goes on: what is waited for, to be answered here; its course; where it is in the graph. */
export function RunPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/shell/runs/$id' });
  const run = useQuery({
    ...runQuery(id),
    // Who looks at one customer hears no news of the others.
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? 15_000 : false),
    retry: (count, error) => count < 2 && !(error instanceof RequestError && error.status === 404),
  });
  if (run.error instanceof RequestError && run.error.status === 404) {
    return (
      <>
        <PageHeader title={t('playbooks.run')} />
        <Panel>
          <Empty title={t('common.notFoundTitle')} text={t('playbooks.runNotFound')}>
            <Link to="/playbooks" search={{ view: 'runs' }}>
              {t('playbooks.viewRuns')}
            </Link>
          </Empty>
        </Panel>
      </>
    );
  }
  return (
    <Answer of={run} rows={8}>
      {(found) => <Shown run={found} />}
    </Answer>
  );
}

function Shown({ run }: { run: RunWire }) {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: '/runs/$id' });
  const { step: chosen } = useSearch({ from: '/shell/runs/$id' });
  const choose = (step: string | undefined) => void navigate({ search: { step }, replace: true, resetScroll: false });
  return (
    <>
      <RunHeader run={run} />
      <div className="bw-run">
        <div className="stack loose">
          {run.state === 'running' && <WaitPanel run={run} chosen={chosen} />}
          <LeftAnswers run={run} />
          <CoursePanel run={run} chosen={chosen} onChoose={choose} />
        </div>
        <div className="stack loose bw-run-beside">
          <Panel id="run-graph" title={t('playbooks.viewGraph')} flush>
            <RunGraph run={run} chosen={chosen} onChoose={choose} />
          </Panel>
          <RunValues run={run} />
        </div>
      </div>
    </>
  );
}

/** The playbook with the state of each step in it; of a step that was done more than once the last time. */
function RunGraph({
  run,
  chosen,
  onChoose,
}: {
  run: RunWire;
  chosen: string | undefined;
  onChoose: (step: string | undefined) => void;
}) {
  const words = useVisitWords();
  const graph = run.books[0]?.graph;
  const flow = useMemo(() => graph && graphFlow(graph), [graph]);
  const states = useMemo(() => {
    const last = new Map<string, RunStepWire>();
    for (const visit of run.steps) if (visit.book === 0) last.set(visit.step, visit);
    return new Map([...last].map(([step, visit]) => [step, words.of(visit)]));
  }, [run.steps, words]);
  if (!flow) return null;
  return (
    <Suspense fallback={<Loading rows={6} />}>
      <PlaybookGraph flow={flow} chosen={chosen} onChoose={onChoose} states={states} />
    </Suspense>
  );
}
