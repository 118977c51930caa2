import type { PostAnswer } from '../../../core/egress.ts';
import type { WayAdapter, WayContent } from '../../../core/on-call/way-adapter.ts';
import { ChannelError } from '../../channel.ts';
import { clean } from '../../clean.ts';
import type { GuardedWish } from '../../guarded-post.ts';
import { type ChatKind, chatKinds, chatPayload } from './chat-payload.ts';

/** A room of the settings: people choose it by its id. */
export interface ChatRoom {
  readonly id: string;
  readonly kind: ChatKind;
  readonly url: string;
}

export interface ChatChannelDeps {
  readonly rooms: readonly ChatRoom[];
  /** To the addresses of rooms, which whoever runs this installation wrote. */
  readonly ask: (wish: GuardedWish) => Promise<PostAnswer>;
  /** To addresses that people typed in: never inward. */
  readonly guarded: (wish: GuardedWish) => Promise<PostAnswer>;
}

/** Posts to incoming webhooks of chats. An address is a room of the settings, `slack+https://…`, or https://… of a known service. */
export class ChatChannel implements WayAdapter {
  readonly channel = 'chat';
  readonly dropsRepeats = false;
  readonly #deps: ChatChannelDeps;

  constructor(deps: ChatChannelDeps) {
    this.#deps = deps;
  }

  get detail() {
    const names = this.#deps.rooms.map(({ id }) => id).join(', ');
    return names === ''
      ? {
          nl: 'Naar het webhook-adres dat iemand zelf invult; er zijn geen ruimtes ingesteld.',
          en: 'To the webhook address somebody fills in; no rooms are set up.',
        }
      : {
          nl: `Naar de ruimtes ${names}, of een eigen webhook-adres.`,
          en: `To the rooms ${names}, or a webhook address of one's own.`,
        };
  }

  /** Hosts it goes to. */
  get hosts(): readonly string[] {
    return [...new Set(this.#deps.rooms.map(({ url }) => new URL(url).hostname))];
  }

  async send(content: WayContent, address: string): Promise<void> {
    const room = this.#deps.rooms.find(({ id }) => id === address);
    const target = room ?? readChatAddress(address);
    if (!target) {
      const text = clean(address, 60);
      throw new ChannelError(
        `"${text}" is no room of the settings and no address such as slack+https://hooks.example.nl/x`,
        false,
      );
    }
    const { status, text } = await (room ? this.#deps.ask : this.#deps.guarded)({
      method: 'POST',
      url: target.url,
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: chatPayload(target.kind, content),
    });
    if (status >= 200 && status < 300) return;
    // What is wrong with the address or the room stays wrong: another way has to reach this person.
    const retryable = status >= 500 || status === 408 || status === 425 || status === 429;
    throw new ChannelError(clean(`the chat answered ${status} ${text}`, 200), retryable);
  }
}

/** `slack+https://…`, or an address whose host tells the kind; undefined for all else. */
export function readChatAddress(address: string): { readonly kind: ChatKind; readonly url: string } | undefined {
  const [, said = '', url = ''] = /^(?:([a-z-]+)\+)?(https?:\/\/\S+)$/.exec(address) ?? [];
  if (!URL.canParse(url)) return undefined;
  if (said !== '') {
    const kind = chatKinds.find((candidate) => candidate === said);
    return kind && { kind, url };
  }
  const { hostname } = new URL(url);
  if (hostname === 'hooks.slack.com') return { kind: 'slack', url };
  if (/(^|\.)(webhook\.office\.com|logic\.azure\.com|api\.powerplatform\.com)$/.test(hostname))
    return { kind: 'teams', url };
  if (hostname === 'chat.googleapis.com') return { kind: 'google-chat', url };
  return { kind: 'plain', url };
}
