/** An account as it may stand in a command: no blank, no separator, no line end, nothing that mod_db or sofia read as syntax. */
const account = /^[A-Za-z0-9._+@-]{1,64}$/;
const uuid = /^\w[\w.@:+-]{0,127}$/;

/** Whether a name can be put into a command as it is. */
export function isSafeAccount(name: string): boolean {
  return account.test(name) && !name.startsWith('-');
}

/** Whether a text can be an id of a channel (a UUID unless a dial plan sets another) and no more than one word. */
export function isSafeUuid(text: string): boolean {
  return uuid.test(text);
}
