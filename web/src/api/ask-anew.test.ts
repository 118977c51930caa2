import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { askAgain, askAnew } from './ask-anew.ts';

/** A screen that shows what a server knows; answers wait until they are let go. */
function screen() {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: 60_000, retry: false } } });
  let known = 'before';
  const answers: (() => void)[] = [];
  const observer = new QueryObserver(client, {
    queryKey: ['incidents', 'one', 'a'],
    queryFn: () => {
      const read = known;
      return new Promise<string>((resolve) => answers.push(() => resolve(read)));
    },
  });
  const close = observer.subscribe(() => {});
  const shown = () => observer.getCurrentResult().data;
  const learn = (text: string) => {
    known = text;
  };
  return { client, answers, close, shown, learn };
}

test('a change while the first answer is under way is on the screen after it', async () => {
  for (const ask of [askAnew, askAgain]) {
    const { client, answers, close, shown, learn } = screen();
    learn('after');
    ask(client, { queryKey: ['incidents'] });
    ask(client, { queryKey: ['incidents'] });
    answers.shift()!();
    await expect.poll(() => answers.length).toBe(1);
    expect(shown()).toBe('before');
    answers.shift()!();
    await expect.poll(shown).toBe('after');
    expect(answers).toEqual([]);
    close();
  }
});

test('what is there already is asked for at once, and what nobody shows is not', async () => {
  const { client, answers, close, shown, learn } = screen();
  answers.shift()!();
  await expect.poll(shown).toBe('before');
  client.setQueryData(['incidents', 'list'], []);
  learn('after');
  askAgain(client, { queryKey: ['incidents'] });
  expect(answers).toEqual([]);
  askAnew(client, { queryKey: ['runs'] });
  expect(answers).toEqual([]);
  askAnew(client, { queryKey: ['incidents'] });
  answers.shift()!();
  await expect.poll(shown).toBe('after');
  close();
});
