// The functions given to `evaluate` run in the page.
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import type { Page } from 'playwright-core';

const interactive = new Set([
  'button',
  'checkbox',
  'combobox',
  'link',
  'menuitem',
  'option',
  'radio',
  'searchbox',
  'slider',
  'spinbutton',
  'switch',
  'tab',
  'textbox',
]);

/** What a screen reader could only call "button" or "link": roles without a name, from the browser's own accessibility tree. */
export async function nameless(page: Page): Promise<{ looked: number; without: string[] }> {
  const session = await page.context().newCDPSession(page);
  try {
    const { nodes } = await session.send('Accessibility.getFullAXTree');
    const found = nodes.filter(({ ignored, role }) => !ignored && interactive.has(String(role?.value)));
    const without = found.filter(({ name }) => !String(name?.value ?? '').trim());
    const told = without.map(async ({ role, backendDOMNodeId }) => {
      const { outerHTML } = await session.send('DOM.getOuterHTML', { backendNodeId: backendDOMNodeId });
      return `${role?.value}: ${outerHTML.slice(0, 160)}`;
    });
    return { looked: found.length, without: await Promise.all(told) };
  } finally {
    await session.detach();
  }
}

/** Texts that are fainter than WCAG AA asks: 4.5 to 1, large ones 3 to 1. Disabled controls are exempt. */
export function faint(page: Page): Promise<{ looked: number; below: string[] }> {
  return page.evaluate(() => {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 1;
    const paint = canvas.getContext('2d', { willReadFrequently: true })!;
    const channels = (colour: string): number[] => {
      paint.clearRect(0, 0, 1, 1);
      paint.fillStyle = colour;
      paint.fillRect(0, 0, 1, 1);
      return [...paint.getImageData(0, 0, 1, 1).data];
    };
    const over = (top: number[], under: number[]) => {
      const alpha = top[3]! / 255;
      return [0, 1, 2].map((i) => top[i]! * alpha + under[i]! * (1 - alpha)).concat(255);
    };
    const ground = (element: Element | null): number[] => {
      if (!element) return channels('white');
      const own = channels(getComputedStyle(element).backgroundColor);
      return own[3] === 255 ? own : over(own, ground(element.parentElement));
    };
    const light = (colour: number[]) => {
      const [r, g, b] = colour.map((value) => {
        const share = value / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
    };
    const below = new Set<string>();
    let looked = 0;
    for (const element of document.querySelectorAll<HTMLElement>('body *')) {
      const own = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE && node.nodeValue?.trim());
      if (own.length === 0 || element.closest('svg, :disabled, [data-disabled], .sr-only, [aria-hidden="true"]'))
        continue;
      if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      const style = getComputedStyle(element);
      const under = ground(element);
      const text = over(channels(style.color), under);
      const [high, low] = [light(text), light(under)].sort((a, b) => b - a) as [number, number];
      const ratio = (high + 0.05) / (low + 0.05);
      const size = Number.parseFloat(style.fontSize);
      const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
      looked++;
      if (ratio < (large ? 3 : 4.5)) {
        below.add(
          `${ratio.toFixed(2)} "${own[0]!.nodeValue!.trim().slice(0, 40)}" ${style.color} in ${element.className}`,
        );
      }
    }
    return { looked, below: [...below] };
  });
}

/** What makes a page wider than its window, and what can be pressed but sticks out of it. */
export function sticksOut(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const out: string[] = [];
    const wide = document.documentElement.scrollWidth;
    if (wide > width) out.push(`the page is ${wide} px wide in a window of ${width} px`);
    const scrolls = (element: Element | null): boolean =>
      element !== null &&
      (['auto', 'scroll'].includes(getComputedStyle(element).overflowX) || scrolls(element.parentElement));
    for (const element of document.querySelectorAll('a, button, input, select, textarea, h1, h2, th, td')) {
      if (!element.checkVisibility({ visibilityProperty: true }) || scrolls(element)) continue;
      if (element.closest('.bw-skip, .sr-only')) continue;
      const { left, right, width: own } = element.getBoundingClientRect();
      if (own > 0 && (right > width + 1 || left < -1)) {
        out.push(`${element.tagName} "${element.textContent?.trim().slice(0, 40)}" from ${left} to ${right}`);
      }
    }
    return out;
  });
}

/** Names of what belongs to the screen itself: menu, headings, buttons, labels, table heads, choices. */
export function ownTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const places = 'nav, h1, h2, h3, button, th, label, legend, summary, option, dt, .bw-label, .bw-empty, .bw-entry p';
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts: string[] = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement!;
      if (!parent.closest(places) || parent.closest('bdi, code, pre, kbd')) continue;
      if (parent.tagName === 'OPTION' || parent.checkVisibility({ visibilityProperty: true }))
        texts.push(node.nodeValue!);
    }
    for (const element of document.querySelectorAll('[aria-label], [placeholder]')) {
      texts.push(element.getAttribute('aria-label') ?? '', element.getAttribute('placeholder') ?? '');
    }
    const plain = texts.map((text) => text.trim().replace(/\s+/g, ' '));
    return [...new Set(plain)].filter((text) => /[a-z]{2}/i.test(text));
  });
}

/** Running text in the words of the product: not what sources sent, names of networks, commands and configuration. */
export function runningText(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts: string[] = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement!;
      const text = node.nodeValue!.trim();
      if (!text || parent.closest('bdi, code, pre, kbd, script, style, select, .mono, .sr-only')) continue;
      if (parent.checkVisibility({ visibilityProperty: true })) texts.push(text.replace(/\s+/g, ' '));
    }
    return texts;
  });
}
