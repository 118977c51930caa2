/** Belwacht's own sign-ins are a source too; with nothing else there, nothing is connected yet. */
export function isOwnSource({ id }: { readonly id: string }): boolean {
  return id === 'belwacht';
}
