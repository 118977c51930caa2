/** One policy: editor with preview beside it, explanation and history. */
export function PolicyPage() {
  return null;
}
