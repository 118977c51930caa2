import type { PlaybookWire } from '../../../../../src/api/schema/playbooks.ts';

export function EditView(_props: { playbook: PlaybookWire; chosen?: string }) {
  return null;
}
