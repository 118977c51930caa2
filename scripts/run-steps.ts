import { spawn } from 'node:child_process';

/** A check that is a command: its name for people, and what is run. */
export type Step = readonly [name: string, command: string, ...args: string[]];

/**
 * Runs commands beside each other, `atOnce` at a time, in `cwd`. What each says is shown when it is done, so that nothing
 * mixes; one at a time says it at once. Returns the names of those that failed, and tells each with the seconds since `began` (ms).
 */
export async function runSteps(
  steps: readonly Step[],
  { cwd, atOnce, began }: { readonly cwd: string; readonly atOnce: number; readonly began: number },
): Promise<readonly string[]> {
  const failed: string[] = [];
  const left = [...steps];
  const worker = async () => {
    for (let step = left.shift(); step; step = left.shift()) {
      const [name, command, ...args] = step;
      const { code, said } = await run(command, args, cwd, atOnce === 1);
      if (code !== 0) failed.push(name);
      if (said.trim() !== '') console.log(said.trimEnd());
      console.log(`${code === 0 ? 'ok' : 'FAILED'}  ${name}  (${Math.round((Date.now() - began) / 1000)} s)`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return failed;
}

function run(
  command: string,
  args: readonly string[],
  cwd: string,
  aloud: boolean,
): Promise<{ code: number; said: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      stdio: aloud ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NO_COLOR: '1' },
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
    }
    child.on('error', (error) => resolve({ code: 1, said: `${said}${error.message}\n` }));
    child.on('close', (code) => resolve({ code: code ?? 1, said }));
  });
}
