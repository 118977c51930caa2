/**
 * What goes to the log as text that a terminal and a journal take for one message: names and addresses in it are of strangers. Lines
 * after the first are indented, so that none can pass for a message of its own, and control characters (colours, cursor moves) go.
 */
export function logLine(text: string): string {
  return text
    .replace(/[\n\r\u0085\u2028\u2029]+(?=.)/gu, '\n    ')
    .replace(/(?!\n)[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '\ufffd')
    .trimEnd();
}
