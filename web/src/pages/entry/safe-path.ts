/** Only a path on this server: a link may not lead a fresh session elsewhere. */
export function safePath(next: string | undefined): string {
  return next?.startsWith('/') && !next.startsWith('//') && !next.includes('\\') ? next : '/';
}
