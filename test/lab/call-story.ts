/** An outgoing call that is answered at once; times in ms UTC, whole seconds. */
export interface StoryCall {
  readonly id: number;
  readonly account: string;
  readonly to: string;
  readonly start: number;
  readonly end: number;
}

const clock = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Amsterdam',
  dateStyle: 'short',
  timeStyle: 'medium',
});
const stamp = (time: number) => clock.format(time);
const seconds = ({ start, end }: StoryCall) => (end - start) / 1_000;
const lines = <T>(of: readonly T[], line: (one: T) => string) => of.map((one) => `${line(one)}\n`).join('');

function asterisk(call: StoryCall): string {
  const { id, account, to, start, end } = call;
  return `"","${account}","${to}","from-internal","""Jan"" <${account}>","PJSIP/${account}-0000000a","PJSIP/carrier-0000000b","Dial","PJSIP/${to}@carrier","${stamp(start)}","${stamp(start)}","${stamp(end)}",${seconds(call)},${seconds(call)},"ANSWERED","DOCUMENTATION","1795313045.${id}",""`;
}

function freeswitch(call: StoryCall): string {
  const { id, account, to, start, end } = call;
  const uuid = `0b6a4a2e-7f52-4b11-9e0e-${String(id).padStart(12, '0')}`;
  return `"","${account}","${to}","default","""Jan"" <${account}>","sofia/internal/${account}@pbx.example","sofia/gateway/carrier/${to}","bridge","sofia/gateway/carrier/${to}","${stamp(start)}","${stamp(start)}","${stamp(end)}","${seconds(call)}","${seconds(call)}","NORMAL_CLEARING","DOCUMENTATION","${uuid}",""`;
}

/** Requests in the order in which a proxy sees them. */
function kamailio(calls: readonly StoryCall[]): string {
  const requests = calls.flatMap((call) => [
    { at: call.start, order: 1, method: 'INVITE', call },
    { at: call.end, order: 0, method: 'BYE', call },
  ]);
  requests.sort((a, b) => a.at - b.at || a.order - b.order || a.call.id - b.call.id);
  return lines(
    requests,
    ({ at, method, call: { id, account, to } }) =>
      `Nov 22 03:04:15 sbc kamailio[81]: NOTICE: acc [acc.c:279]: acc_log_request(): ACC: transaction answered: timestamp=${at / 1_000};method=${method};from_tag=f${id};to_tag=t${id};call_id=c${id}@pbx;code=200;reason=OK;src_user=${account};dst_user=${to};auth_user=${account};trunk=carrier`,
  );
}

function threeCx(call: StoryCall): string {
  const { id, account, to, start, end } = call;
  const length = new Date(end - start).toISOString().slice(11, 19);
  const [begin, over] = [stamp(start), stamp(end)].map((text) => text.replaceAll('-', '/'));
  return `Call ${id},00000C21AB_${id},${length},${begin},${begin},${over},TerminatedByDst,Ext.${account},${to},${account},carrier,${to},Default,${to},carrier,,,,,Chain: Ext.${account};${to};`;
}

const csvHeader = 'Reference;Caller;Called number;Account;Start time;End time;Direction;Status;Trunk\n';
function csv({ id, account, to, start, end }: StoryCall): string {
  return `r${id};${account};${to};${account};${stamp(start)};${stamp(end)};outgoing;answered;carrier`;
}

/** How the CSV is to be read. */
export const storyMapping = `delimiter: ";"
time: YYYY-MM-DD HH:mm:ss
columns:
  id: Reference
  from: Caller
  to: Called number
  account: Account
  start: Start time
  end: End time
  outcome: Status
  trunk: Trunk
`;

/** The same calls as each product writes them, times in the zone of Amsterdam. */
export const storyFormats = {
  'asterisk-cdr': (calls: readonly StoryCall[]) => lines(calls, asterisk),
  'freeswitch-cdr': (calls: readonly StoryCall[]) => lines(calls, freeswitch),
  'kamailio-acc': kamailio,
  '3cx-cdr': (calls: readonly StoryCall[]) => lines(calls, threeCx),
  csv: (calls: readonly StoryCall[]) => csvHeader + lines(calls, csv),
};
