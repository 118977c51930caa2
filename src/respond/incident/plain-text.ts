/** Controls but for line ends and tabs, and signs that turn the direction of writing or are not to be seen. */
const hidden =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** A stranger's text as it can be shown: without what hides or turns it around. Markup stays the letters it is. */
export function plainText(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(hidden, '')
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
