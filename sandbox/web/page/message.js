// One message of a chat.
import { alertBox, dialog, el, size, toast } from './dom.js';
import { inline, open } from './links.js';
import { money } from './money.js';
import { openSheet } from './sheet.js';
import { here, post, store } from './store.js';
import { render } from './text.js';

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
export const at = (message) => clock.format(message.date * 1000);

// summary is the message in a line.
export function summary(message) {
  if (message.deleted) return 'Deleted message';
  if (message.payment) return 'Payment of ' + money(message.payment.amount, message.payment.currency);
  if (message.service) return message.service;
  if (message.refund) return 'Refund of ' + money(message.refund.amount, message.refund.currency);
  if (message.invoice) return '🧾 ' + message.invoice.title;
  const mark = (message.photo ? '🖼 ' : '') + (message.document ? '📎 ' + message.document.Name + ' ' : '');
  return mark + (message.text ?? '').replaceAll('\n', ' ');
}

// bubble is the element of a message. tools are what its links may do in the chat.
export function bubble(message, room, tools) {
  const mine = message.from === here().person?.id;
  const properties = { class: 'message ' + (mine ? 'mine' : 'theirs'), 'data-id': message.id, 'data-author': message.from };
  if (message.deleted) return el('article', { ...properties, hidden: true });
  if (message.service) return el('article', { ...properties, class: 'message service' }, el('p', {}, message.service));
  if (message.payment || message.refund) return el('article', { ...properties, class: 'message service' }, service(message));
  const author = message.bot ? room.name : message.author;
  const shown = !room.private && !mine;
  return el('article', properties,
    el('div', { class: 'bubble' + (message.photo ? ' with-photo' : '') },
      el('p', { class: shown ? 'author' : 'sr' }, mine ? 'You' : author, el('span', { class: 'sr' }, ':')),
      message.forwarded && el('p', { class: 'note' }, 'Forwarded message'),
      message.topic && el('p', { class: 'note' }, 'in ' + message.topic),
      message.receiver && el('p', { class: 'note' }, 'Only ' + (mine ? 'the bot' : 'you') + ' can see this'),
      message.reply && quote(message.reply, room),
      message.photo && photo(message.photo, message.text),
      message.document && attachment(message.document),
      message.invoice && invoice(message.invoice),
      message.text && el('div', { class: 'text' }, render(message.text, message.entities, { open, command: tools.command })),
      el('div', { class: 'meta' }, !room.private && el('button', { type: 'button', class: 'link reply', 'aria-label': 'Reply to ' + (mine ? 'yourself' : author), onclick: () => tools.reply(message) }, 'Reply'), ' ', message.edited && 'edited ', el('time', { datetime: new Date(message.date * 1000).toISOString() }, at(message)), mine && el('span', { 'aria-hidden': 'true' }, ' ✓✓'))),
    message.buttons && el('div', { class: 'keyboard', role: 'group', 'aria-label': 'Buttons' }, message.buttons.map((keys, row) => el('div', { class: 'keys' }, keys.map((key, column) => button({ ...key, row, column }, message, tools))))));
}

function service(message) {
  const { amount, currency } = message.payment ?? message.refund;
  const told = store.messages.get(message.chat)?.get(message.reply)?.invoice;
  const what = told ? ' for ' + told.title : '';
  return el('p', {}, message.payment ? 'You paid ' + money(amount, currency) + ' to ' + here().room.name + what : 'You got back ' + money(amount, currency));
}

function quote(id, room) {
  const to = store.messages.get(room.id)?.get(id);
  return to && el('blockquote', { class: 'quote' }, el('strong', {}, to.bot ? room.name : to.author), el('br'), summary(to).slice(0, 80));
}

function photo(file, caption) {
  if (file.URL) return elsewhere(file.URL);
  const words = (caption ?? '').split('\n')[0];
  return el('img', { class: 'photo', src: '/files/' + file.ID, width: file.Width, height: file.Height, alt: words ? 'Photo: ' + words : 'Photo' });
}

// elsewhere stands for a picture that only its address is known of: the page loads
// nothing from other servers.
const elsewhere = (url) => el('p', { class: 'elsewhere breaks' }, '🖼 Photo at ' + url);

function attachment(file) {
  return el('div', { class: 'file' },
    el('span', { class: 'file-icon', 'aria-hidden': 'true' }, '📄'),
    el('div', {},
      el('strong', { class: 'breaks' }, file.Name), el('div', { class: 'note' }, file.URL ? 'at ' + file.URL : size(file.Size)),
      !file.URL && el('div', { class: 'file-actions' },
        el('button', { type: 'button', class: 'link', 'aria-label': 'Open ' + file.Name, onclick: () => view(file) }, 'Open'),
        el('a', { href: '/files/' + file.ID, download: file.Name, 'aria-label': 'Save ' + file.Name }, 'Save'))));
}

const longestView = 200_000;

async function view(file) {
  const bytes = await (await fetch('/files/' + file.ID)).arrayBuffer();
  let text;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    text = null;
  }
  const shown = text === null || text.includes('\0') ? el('p', {}, 'This file is not text. Save it to open it in a program of its own.')
    : el('pre', { class: 'file-text', tabindex: '0', 'aria-label': 'Contents of ' + file.Name }, text.slice(0, longestView));
  dialog({ title: file.Name, wide: true }, shown);
}

function invoice(bill) {
  return el('div', { class: 'invoice' },
    bill.photo && elsewhere(bill.photo),
    el('strong', { class: 'invoice-title' }, bill.title),
    el('p', { class: 'pre-line' }, bill.description),
    el('p', { class: 'invoice-total' }, el('strong', {}, money(bill.total, bill.currency)), bill.test && el('span', { class: 'tag' }, 'Test invoice'), bill.paid && el('span', { class: 'tag good' }, 'Paid')));
}

const hints = { url: '↗', inline: '⤳', copy: '⧉', pay: '' };

function button(key, message, tools) {
  const paid = key.kind === 'pay' && message.invoice?.paid;
  return el('button', { type: 'button', class: 'key ' + key.kind + ' ' + (key.style ?? ''), disabled: key.kind === 'disabled', onclick: (event) => press(event.currentTarget, key, message, tools) },
    paid ? 'Receipt' : key.text, hints[key.kind] && el('span', { class: 'hint', 'aria-hidden': 'true' }, hints[key.kind]));
}

async function press(node, key, message, tools) {
  switch (key.kind) {
    case 'pay': return openSheet(message);
    case 'url': return open(key.url);
    case 'inline': return inline(key.inline, tools.type);
    case 'copy':
      await navigator.clipboard?.writeText(key.copy).catch(() => {});
      return toast('Copied: ' + key.copy);
  }
  if (node.getAttribute('aria-busy')) return;
  node.setAttribute('aria-busy', 'true');
  const { person, room } = here();
  try {
    const answer = await post('tap', { person: person.id, chat: room.id, message: message.id, button: key.text, row: key.row, column: key.column });
    if (answer.url) open(answer.url);
    if (answer.text && answer.alert) await alertBox(room.name, answer.text);
    else if (answer.text) toast(answer.text);
  } catch (refusal) {
    toast(refusal.kind === 'timeout' ? 'The bot did not answer the button within 15 seconds.' : refusal.message);
  } finally {
    node.removeAttribute('aria-busy');
  }
}
