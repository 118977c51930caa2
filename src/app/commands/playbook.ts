import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { playbookOnlineCommand } from '../../cli/commands/playbook.ts';
import { type Command, UsageError } from '../../core/command.ts';
import type { PlaybookFault } from '../../core/playbook/fault.ts';
import { ok, type Result, refused } from '../../core/result.ts';
import type { Text } from '../../core/text.ts';
import { checkPlaybook } from '../../respond/playbook/check/check-playbook.ts';
import { faultSentence } from '../../respond/playbook/fault-sentence.ts';
import { readPlaybook } from '../../respond/playbook/read/read-playbook.ts';
import { writeOut } from '../offline/write-out.ts';

/** What is said of one file. */
interface FileVerdict {
  readonly file: string;
  readonly ok: boolean;
  /** First fault, naming the step; '' when it is accepted. */
  readonly reason: string;
  readonly faults: readonly FaultLine[];
  /** What is accepted and to be thought about. */
  readonly notes: readonly FaultLine[];
}

interface FaultLine {
  readonly step: string;
  readonly path: string;
  readonly sentence: Text;
}

const mostBytes = 1_048_576;

export const playbook: Command = {
  name: 'playbook',
  summary: 'playbooks (OASIS CACAO 2.0): check files; keep, put to use and run them on the server',
  usage: `Usage: ./belwacht playbook check [--draft] FILE…

Offline, one JSON object a line: {"file":…,"ok":…,"reason":…,"faults":[…],"notes":[…]}; the reason is the first fault as a
sentence that names the step, '' when the playbook is accepted. - reads one from standard input. Exit 1 when any is refused.
  --draft          accept what can be mended in the editor: a missing end, steps that lead nowhere or cannot be reached,
                   missing agents, empty commands; never what is no CACAO JSON

${playbookOnlineCommand.usage}`,
  options: playbookOnlineCommand.options,
  async run(values, words) {
    const [act, ...files] = words;
    if (act !== 'check') return playbookOnlineCommand.run(values, words);
    if (files.length === 0) throw new UsageError('say ./belwacht playbook check [--draft] FILE…');
    let accepted = true;
    for (const file of files) {
      const verdict = checkFile(file, values.draft === true);
      accepted &&= verdict.ok;
      writeOut(`${JSON.stringify(verdict)}\n`);
    }
    return accepted ? 0 : 1;
  },
};

function checkFile(file: string, draft: boolean): FileVerdict {
  const bytes = readUpTo(file === '-' ? 0 : file, mostBytes);
  if (!bytes.ok)
    return {
      file,
      ok: false,
      reason: bytes.reason.en,
      faults: [{ step: '', path: '', sentence: bytes.reason }],
      notes: [],
    };
  const read = readPlaybook(bytes.value);
  const found = read.ok ? checkPlaybook(read.value) : read.reason;
  const faults = found.filter(({ weight }) => weight === 'shape' || (weight === 'flow' && !draft));
  const notes = found.filter((fault) => !faults.includes(fault));
  const [first] = faults;
  return {
    file,
    ok: first === undefined,
    reason: first === undefined ? '' : faultSentence(first).en,
    faults: faults.map(lineOf),
    notes: notes.map(lineOf),
  };
}

function lineOf(fault: PlaybookFault): FaultLine {
  return { step: fault.step, path: fault.path, sentence: faultSentence(fault) };
}

/** Text of a file or descriptor of at most so many bytes of UTF-8. What is no file (a directory, a pipe by name) is not waited for. */
function readUpTo(source: string | number, most: number): Result<string, Text> {
  let descriptor: number | undefined;
  try {
    // Opening a pipe by name waits for somebody to write, without this flag for ever.
    descriptor = typeof source === 'number' ? source : openSync(source, constants.O_RDONLY | constants.O_NONBLOCK);
    if (typeof source === 'string' && !fstatSync(descriptor).isFile())
      return refused({ en: 'it is no file', nl: 'het is geen bestand' });
    const parts: Buffer[] = [];
    let length = 0;
    for (;;) {
      const part = Buffer.alloc(65_536);
      const count = readPart(descriptor, part);
      if (count === 0) break;
      parts.push(part.subarray(0, count));
      length += count;
      if (length > most) return refused({ en: 'it is larger than 1 MiB', nl: 'het is groter dan 1 MiB' });
    }
    return ok(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(parts)));
  } catch (error) {
    return refused(whyUnreadable(error));
  } finally {
    if (descriptor !== undefined && typeof source === 'string') closeSync(descriptor);
  }
}

/** Standard input may be a pipe without anything in it yet: then there is nothing to do but ask again. */
function readPart(descriptor: number, part: Buffer): number {
  for (;;) {
    try {
      return readSync(descriptor, part);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EOF') return 0;
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
  }
}

function whyUnreadable(error: unknown): Text {
  const { code, name, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return { en: 'it does not exist', nl: 'het bestaat niet' };
  if (code === 'EACCES') return { en: 'it may not be read by this user', nl: 'deze gebruiker mag het niet lezen' };
  if (name === 'TypeError') return { en: 'it is no UTF-8 text', nl: 'het is geen UTF-8-tekst' };
  return { en: `it cannot be read: ${message}`, nl: `het is niet te lezen: ${message}` };
}
