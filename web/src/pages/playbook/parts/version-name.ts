/** A version as people say it: `modified` to the second, in the reader's own zone; what is no time stays as it is. */
export function versionName(modified: string, exact: (at: string) => string): string {
  return Number.isNaN(Date.parse(modified)) ? modified : exact(modified);
}
