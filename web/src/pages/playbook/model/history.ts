/** A row of states one can go back and forth in. */
export interface History<State> {
  readonly past: readonly State[];
  readonly now: State;
  readonly next: readonly State[];
  /** What the last change was about, and when (ms): typing on in the same field is one step back. */
  readonly about: string;
  readonly at: number;
}

const mostSteps = 200;
const togetherMs = 2_000;

export function historyOf<State>(now: State): History<State> {
  return { past: [], now, next: [], about: '', at: 0 };
}

/** Goes on to another state. `about` names what is changed; '' never joins with what was before. */
export function changed<State>(history: History<State>, now: State, about: string, at: number): History<State> {
  if (now === history.now) return history;
  const together = about !== '' && about === history.about && at - history.at < togetherMs && history.past.length > 0;
  const past = together ? history.past : [...history.past, history.now].slice(-mostSteps);
  return { past, now, next: [], about, at };
}

export function undone<State>(history: History<State>): History<State> {
  const before = history.past.at(-1);
  if (before === undefined) return history;
  const { past, now, next } = history;
  return { past: past.slice(0, -1), now: before, next: [now, ...next], about: '', at: 0 };
}

export function redone<State>(history: History<State>): History<State> {
  const [again, ...next] = history.next;
  if (again === undefined) return history;
  return { past: [...history.past, history.now], now: again, next, about: '', at: 0 };
}
