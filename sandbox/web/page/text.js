// Formatted text: entities count UTF-16 code units, as strings of JavaScript do.
import { el } from './dom.js';

const found = /https?:\/\/[^\s<>"“”]*[^\s<>"“”.,;:!?)\]]|\bt\.me\/[\w/?=&+-]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<![\w/@.:])\/[a-zA-Z0-9_]{1,32}(?:@\w+)?(?![\w/])/g;

// detected are the links and commands that Telegram itself finds in a text.
function detected(text, entities) {
  const closed = entities.filter((entity) => ['code', 'pre', 'text_link', 'url', 'bot_command', 'email'].includes(entity.type));
  return [...text.matchAll(found)].map((match) => ({ offset: match.index, length: match[0].length, type: kind(match[0]) }))
    .filter((a) => !closed.some((b) => a.offset < b.offset + b.length && b.offset < a.offset + a.length));
}

function kind(match) {
  if (match.startsWith('/')) return 'bot_command';
  return /^https?:|^t\.me\//.test(match) ? 'url' : 'email';
}

// render gives the nodes of a text. open(url) and command(text) are what its links do.
export function render(text, entities = [], { open, command }) {
  const all = [...entities, ...detected(text, entities)].sort((a, b) => a.offset - b.offset || b.length - a.length);
  const part = (from, to) => {
    const nodes = [];
    while (all.length > 0 && all[0].offset < to) {
      const entity = all.shift();
      const end = Math.min(entity.offset + entity.length, to);
      if (entity.offset < from) continue; // one that overlaps crosswise
      nodes.push(text.slice(from, entity.offset));
      nodes.push(wrap(entity, text.slice(entity.offset, end), part(entity.offset, end), { open, command }));
      from = end;
    }
    nodes.push(text.slice(from, to));
    return nodes;
  };
  return part(0, text.length);
}

const tags = { bold: 'strong', italic: 'em', underline: 'u', strikethrough: 's', code: 'code', pre: 'pre', blockquote: 'blockquote', expandable_blockquote: 'blockquote' };

function wrap(entity, text, inner, { open, command }) {
  switch (entity.type) {
    case 'url': return link(/^https?:/i.test(text) ? text : 'https://' + text, inner, open);
    case 'text_link': return link(entity.url, inner, open);
    case 'email': return el('a', { href: 'mailto:' + text }, inner);
    case 'bot_command': return el('button', { type: 'button', class: 'link', onclick: () => command(text) }, inner);
    case 'spoiler': return spoiler(inner);
  }
  return tags[entity.type] ? el(tags[entity.type], {}, inner) : el('span', {}, inner);
}

function link(url, inner, open) {
  if (!/^https?:\/\//i.test(url)) return el('span', {}, inner);
  return el('a', { href: url, rel: 'noopener noreferrer', onclick: (event) => { event.preventDefault(); open(url); } }, inner);
}

function spoiler(inner) {
  const hidden = el('button', { type: 'button', class: 'spoiler', 'aria-label': 'Hidden text, press to show', onclick: () => hidden.replaceWith(el('span', {}, inner)) }, el('span', { 'aria-hidden': 'true' }, '░░░░░░'));
  return hidden;
}
