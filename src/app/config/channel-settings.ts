import { z } from 'zod';

const roomName = /^[a-z0-9][a-z0-9-]{0,62}$/;

function isWebAddress(text: string): boolean {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return username === '' && password === '';
}

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}

const webAddress = z
  .string()
  .max(2000)
  .refine(isWebAddress, 'is not an address such as https://hooks.example.nl/x (no user name in it)');
const optionalAddress = z.union([z.literal(''), webAddress]);
/** A mail address, or `@example.nl` for all of a domain. */
const senderPattern = z
  .string()
  .max(254)
  .regex(/^[^\s@]*@[^\s@]+$/, 'is not a mail address, nor @example.nl for all of a domain');

/** Ways out to people who are on call, the mailbox that answers come to, and the watcher outside: docs/channels.md. */
export const channelSettings = {
  push: z
    .strictObject({
      /** Whom a push service may write to: mailto:… or https://…; empty takes smtp.from. */
      contact: z
        .string()
        .max(300)
        .refine(
          (text) => text === '' || /^mailto:[^\s@]+@[^\s@]+$/.test(text) || /^https:\/\/\S+$/.test(text),
          'must be mailto:somebody@example.nl or https://…',
        )
        .default(''),
    })
    .prefault({}),
  chat: z
    .strictObject({
      /** Rooms that people choose by name, so that the address, which is a secret, stays here. */
      rooms: z
        .array(
          z.strictObject({
            id: z.string().regex(roomName, 'must be lower-case letters, digits and dashes'),
            kind: z.enum(['slack', 'teams', 'matrix', 'mattermost', 'google-chat', 'plain']),
            url: webAddress,
          }),
        )
        .max(100)
        .default([]),
    })
    .prefault({}),
  sms: z
    .strictObject({
      /** Of the gateway; empty: no SMS. May hold {number} and {text}. */
      url: z
        .string()
        .max(2000)
        .refine(
          (text) => text === '' || isWebAddress(text.replace(/\{[a-z]+\}/g, 'x')),
          'is not an address such as https://sms.example.nl/send',
        )
        .default(''),
      method: z.enum(['POST', 'PUT', 'GET']).default('POST'),
      headers: z.record(z.string().regex(/^[A-Za-z0-9-]{1,64}$/), z.string().max(2000)).default({}),
      /** Fields of a form, or `json`: a JSON text, whose texts are filled in after it was read. Not both. */
      form: z.record(z.string().max(100), z.string().max(2000)).default({}),
      json: z
        .string()
        .max(10_000)
        .refine((text) => text === '' || isJson(text), 'is no JSON')
        .default(''),
      /** With a user: HTTP Basic of user and secret. The secret is also {secret} in the templates. */
      user: z.string().max(300).default(''),
      secret: z.string().max(4000).default(''),
      /** Shown as sender: {sender} in the templates. */
      sender: z.string().max(20).default(''),
      /** Numbers as the gateway wants them: +31612345678, 0031612345678 or 31612345678. */
      number: z.enum(['plus', 'zeros', 'digits']).default('plus'),
      /** Statuses that mean it was taken; empty: 200 to 299. */
      statuses: z.array(z.number().int().min(100).max(599)).max(20).default([]),
      /** A field of a JSON answer that has to have a value, such as messages.0.status; empty: the status is enough. */
      field: z.string().max(200).default(''),
      values: z.array(z.string().max(200)).max(20).default([]),
    })
    .prefault({}),
  phone: z
    .strictObject({
      /** Registrar or proxy of a SIP account with another provider; empty: no calls. */
      host: z.string().max(253).default(''),
      /** 0: 5060, and 5061 for tls. */
      port: z.number().int().min(0).max(65_535).default(0),
      transport: z.enum(['udp', 'tcp', 'tls']).default('udp'),
      /** PEM file of the authority that signed its certificate; empty takes those of the system. */
      ca: z.string().default(''),
      /** Part after the @ of the own address; empty: the host. */
      domain: z.string().max(253).default(''),
      user: z.string().max(100).default(''),
      /** Name to sign in with when it is another one. */
      auth_user: z.string().max(100).default(''),
      password: z.string().max(300).default(''),
      /** Number that is shown; empty: the user. */
      caller_id: z.string().max(40).default(''),
      /** Registers before it calls, for providers that want to see that first. */
      register: z.boolean().default(false),
      /** How numbers are dialled: +31…, 0031… or 31…. */
      number: z.enum(['plus', 'zeros', 'digits']).default('plus'),
      /** Own address of signalling and voice; empty: the one that leads to the host. */
      local_address: z.string().max(64).default(''),
      /** First and last UDP port for voice; 0 takes a free one. */
      voice_ports: z.tuple([z.number().int().min(0).max(65_535), z.number().int().min(0).max(65_535)]).default([0, 0]),
      /** Program that reads text and writes a WAV to its output; {language} is nl or en. Empty: espeak-ng when it is installed. */
      speech: z.array(z.string().max(300)).max(40).default([]),
      ring_s: z.number().int().min(5).max(180).default(45),
      /** Calls at a time. */
      calls: z.number().int().min(1).max(20).default(1),
    })
    .prefault({}),
  mail_in: z
    .strictObject({
      /** IMAP server; empty: nobody reads answers by mail. */
      host: z.string().max(253).default(''),
      port: z.number().int().min(1).max(65_535).default(993),
      /** TLS from the first byte; otherwise STARTTLS, which has to be offered unless the server is this machine. */
      secure: z.boolean().default(true),
      verify_certificate: z.boolean().default(true),
      user: z.string().max(300).default(''),
      password: z.string().max(4000).default(''),
      mailbox: z.string().min(1).max(300).default('INBOX'),
      /** Where answers go to, as Reply-To of alarms; empty: smtp.from. */
      address: z.string().max(254).default(''),
      /** Who may open an incident by mail. */
      open_from: z.array(senderPattern).max(1000).default([]),
      /** Name with which your mail server signs Authentication-Results; empty: senders are not proven. */
      authenticated_by: z.string().max(253).default(''),
      /** Looks at least this often, also when the server tells of new mail by itself. */
      every_s: z.number().int().min(5).max(3600).default(60),
    })
    .prefault({}),
  heartbeat: z
    .strictObject({
      /** Watcher outside that raises the alarm when nothing comes any more; empty: none. */
      url: optionalAddress.default(''),
      /** Asked instead while a part is sick; empty: then it stays away. */
      sick_url: optionalAddress.default(''),
      every_s: z.number().int().min(10).max(3600).default(60),
      /** Unreachable for so long is an alarm of its own. */
      alarm_after_s: z.number().int().min(60).max(86_400).default(600),
    })
    .prefault({}),
} as const;
