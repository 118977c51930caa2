import type { WayContent } from '../../../core/on-call/way-adapter.ts';
import { escapeHtml } from '../../clean.ts';
import { plainInMarkdown, tame } from './tame.ts';

/** Kinds of incoming webhooks. `plain`: `{"text": …}`, which most others understand. */
export const chatKinds = ['slack', 'teams', 'matrix', 'mattermost', 'google-chat', 'plain'] as const;
export type ChatKind = (typeof chatKinds)[number];

const mostLines = 30;

interface Words {
  readonly key: string;
  readonly subject: string;
  readonly lines: readonly string[];
  /** '' without one. It is ours: nobody outside wrote it. */
  readonly link: string;
  readonly linkLabel: string;
}

/** What an incoming webhook of this kind takes, as JSON. Only our own link is one; nothing in the text calls anybody. */
export function chatPayload(kind: ChatKind, content: WayContent): string {
  const link = /^https?:\/\/[^\s<>"'|\\]+$/.test(content.link) ? content.link : '';
  const words: Words = {
    key: content.key,
    subject: tame(content.subject, 150),
    lines: content.lines.slice(0, mostLines).map((line) => tame(line)),
    link,
    linkLabel: tame(content.linkLabel || link, 70),
  };
  return JSON.stringify(payloads[kind](words));
}

const payloads: Readonly<Record<ChatKind, (words: Words) => unknown>> = {
  // Blocks of plain_text know no markup; `text` is what notifications show, and does.
  slack: ({ subject, lines, link, linkLabel }) => ({
    text: subject.replace(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign]!),
    mrkdwn: false,
    parse: 'none',
    link_names: false,
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      { type: 'header', text: plainText(subject) },
      ...lines.map((line) => ({ type: 'section', text: plainText(line) })),
      ...(link ? [{ type: 'actions', elements: [{ type: 'button', text: plainText(linkLabel), url: link }] }] : []),
    ],
  }),
  // A TextBlock reads markdown, a TextRun does not.
  teams: ({ subject, lines, link, linkLabel }) => ({
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          fallbackText: subject,
          body: [
            { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: subject, weight: 'Bolder', size: 'Large' }] },
            ...lines.map((line) => ({ type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: line }] })),
          ],
          actions: link ? [{ type: 'Action.OpenUrl', title: linkLabel, url: link }] : [],
        },
      },
    ],
  }),
  matrix: ({ subject, lines, link, linkLabel }) => ({
    text: [subject, ...lines, link].filter(Boolean).join('\n'),
    html: [
      `<h4>${escapeHtml(subject)}</h4>`,
      ...lines.map((line) => `<p>${escapeHtml(line)}</p>`),
      ...(link ? [`<p><a href="${escapeHtml(link)}">${escapeHtml(linkLabel)}</a></p>`] : []),
    ].join(''),
  }),
  mattermost: ({ subject, lines, link, linkLabel }) => ({
    text: [
      `**${plainInMarkdown(subject)}**`,
      ...lines.map(plainInMarkdown),
      ...(link ? [`[${plainInMarkdown(linkLabel)}](<${link}>)`] : []),
    ].join('\n\n'),
  }),
  'google-chat': ({ key, subject, lines, link, linkLabel }) => ({
    cardsV2: [
      {
        cardId: key.slice(0, 64),
        card: {
          header: { title: subject },
          sections: [
            {
              widgets: [
                ...lines.map((line) => ({ textParagraph: { text: escapeHtml(line) } })),
                ...(link
                  ? [{ buttonList: { buttons: [{ text: linkLabel, onClick: { openLink: { url: link } } }] } }]
                  : []),
              ],
            },
          ],
        },
      },
    ],
  }),
  plain: ({ subject, lines, link }) => ({ text: [subject, ...lines, link].filter(Boolean).join('\n') }),
};

/** Slack takes 150 characters in a header and 3,000 in a section. */
function plainText(text: string) {
  return { type: 'plain_text', text: text === '' ? '–' : text, emoji: false };
}
