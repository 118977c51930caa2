import { AmiError } from './ami-error.ts';

export type AmiFields = Readonly<Record<string, string>>;

/** Asterisk reads lines of at most 1,024 bytes and takes what is behind as another line. */
const longestLine = 1_000;

/**
 * The bytes of one action. A value is one line whatever it holds: one that could end its line, or would be cut by Asterisk,
 * is refused with an AmiError that is not retryable.
 */
export function encodeAction(action: string, id: string, fields: AmiFields): string {
  let text = '';
  for (const [key, value] of [['Action', action], ['ActionID', id], ...Object.entries(fields)]) {
    if (!/^[A-Za-z][A-Za-z0-9-]*$/.test(key)) throw new AmiError(`"${key}" is no name of a field`, false);
    if (/[\u0000-\u001f\u007f]/.test(value))
      throw new AmiError(`${key} of ${action} holds a character that no line can`, false);
    const line = `${key}: ${value}\r\n`;
    if (Buffer.byteLength(line) > longestLine) throw new AmiError(`${key} of ${action} is too long`, false);
    text += line;
  }
  return `${text}\r\n`;
}
