import { RequestError } from '../../../api/problem.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { useProblemText } from '../../../parts/problem-notice.tsx';
import { Raw } from '../../../parts/raw.tsx';

/** The refusal to let go of a PBX that may go on holding what it was told; undefined for any other error. */
export function stillHolds(error: unknown): RequestError | undefined {
  return error instanceof RequestError && error.kind === 'pbx-still-holds' ? error : undefined;
}

/** What may be left at the PBX, and what to do about it. */
export function StillHolds({ problem }: { problem: RequestError }) {
  const problemText = useProblemText();
  const format = useFormat();
  const left = problem.more.left as { nl: string; en: string } | undefined;
  return (
    <div role="alert" className="stack tight">
      <p className="red">{problemText(problem)}</p>
      <p className="dim">
        <Raw text={left ? format.text(left) : ''} max={600} />
      </p>
    </div>
  );
}
