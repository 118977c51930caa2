import type { AmiPortAnswer } from './ami-port.ts';

type Ask = (action: string, fields: Record<string, string>) => Promise<AmiPortAnswer>;

/** Ids of the contacts by which a PJSIP endpoint is registered now; those of its configuration are none. */
export async function contactsOf(ask: Ask, account: string): Promise<readonly string[]> {
  const { entries } = await ask('PJSIPShowEndpoint', { Endpoint: account });
  return (
    entries
      .filter((entry) => entry.get('event') === 'ContactStatusDetail')
      .map((entry) => entry.get('id'))
      // `<aor>;@<digest>` is what the registrar makes; `<aor>@@<digest>` stands in the configuration.
      .filter((id) => id.includes(';@'))
  );
}

/**
 * Removes a contact from where the registrar keeps it. That takes effect at once: contacts are read from there for every
 * call. What has expired meanwhile is gone already.
 */
export async function removeContact(ask: Ask, id: string): Promise<void> {
  try {
    await ask('DBDel', { Family: 'registrar/contact', Key: id });
  } catch (error) {
    if (!/could not be deleted|not exist|not found/i.test((error as Error).message)) throw error;
  }
}
