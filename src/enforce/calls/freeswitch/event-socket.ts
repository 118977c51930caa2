/** What the control needs of an event socket of FreeSWITCH; `EslConnection` of the calls room is one. */
export interface EventSocket {
  /** Runs an API command and gives what it printed. Rejects with an error that may say `retryable`. */
  api(command: string): Promise<string>;
  close(): void;
}
