/** A dialog as dlg.dlg_list tells it. */
export interface KamailioDialog {
  readonly callId: string;
  readonly entry: number;
  readonly handle: number;
  readonly isAnswered: boolean;
  /** CSeq of the INVITE. */
  readonly cseq: string;
}

/** States of a dialog: 1 not answered, 2 early, 3 answered without ACK, 4 confirmed, 5 over. */
const over = 5;
const answeredFrom = 3;

/** Dialogs that are not over in an answer of dlg.dlg_list: one object, a list of them, or nothing. */
export function dialogsOf(answer: unknown): KamailioDialog[] {
  const list = Array.isArray(answer) ? answer : [answer];
  const dialogs: KamailioDialog[] = [];
  for (const one of list) {
    if (typeof one !== 'object' || one === null) continue;
    const { h_entry, h_id, state, caller } = one as Record<string, unknown>;
    const callId = (one as Record<string, unknown>)['call-id'];
    if (typeof h_entry !== 'number' || typeof h_id !== 'number' || typeof callId !== 'string') continue;
    if (typeof state !== 'number' || state >= over) continue;
    const cseq = (caller as { cseq?: unknown } | undefined)?.cseq;
    dialogs.push({ callId, entry: h_entry, handle: h_id, isAnswered: state >= answeredFrom, cseq: String(cseq ?? '') });
  }
  return dialogs;
}
