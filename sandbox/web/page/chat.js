// The chat in the middle: its head, its messages, and where one writes.
import { $, el, toast } from './dom.js';
import { bubble, summary } from './message.js';
import { fullName, go, here, messagesOf, on, post, store, titleOf } from './store.js';

let shown = null; // id of the chat whose messages are in the page
let asked = null; // start parameter that waits for the Start button
let answering = null; // the message that is replied to
const drafts = new Map();

const day = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'long' });
const tools = {
  command: (text) => send(text),
  type: (text) => { $('text').value = text; $('text').focus(); },
  reply: (message) => { reply(message); $('text').focus(); },
};

// reply makes the next message an answer to this one, null for none.
function reply(message) {
  answering = message;
  $('replying').hidden = !message;
  $('replying-to').textContent = message ? 'Reply to ' + (message.bot ? store.bot.name : message.author) + ': ' + summary(message).slice(0, 60) : '';
}

// forced reports whether the app opens a reply to a message by itself: the bot asks for
// it, of all or of the one it answers.
function forced(message, room, person) {
  const to = store.messages.get(room.id)?.get(message.reply);
  return message.force && (!message.selective || to?.from === person.id);
}

async function send(text) {
  const { person, room } = here();
  try {
    await post('send', { person: person.id, chat: room.id, text, reply: answering?.id ?? 0 });
    reply(null);
    return true;
  } catch (refusal) {
    toast(refusal.message);
    return false;
  }
}

// show draws the chat of this tab from scratch.
export function show() {
  const { room, person, start } = here();
  $('chat').hidden = !room;
  document.body.dataset.view = room ? 'chat' : 'list';
  if (!room) {
    shown = null;
    return;
  }
  if (shown !== null && shown !== room.id) {
    drafts.set(shown, $('text').value);
    $('text').value = drafts.get(room.id) ?? '';
  }
  if (shown !== room.id) {
    $('toasts').replaceChildren();
    reply(null);
  }
  shown = room.id;
  asked = start;
  menu(false);
  document.title = titleOf(room) + ' · ' + store.bot.name;
  head(room, person);
  const log = $('messages');
  log.setAttribute('aria-busy', 'true');
  log.replaceChildren(el('div', { class: 'grow' }));
  messagesOf(room).forEach((message) => append(message, room));
  log.setAttribute('aria-busy', 'false');
  log.scrollTop = log.scrollHeight;
  foot();
  seen();
}

function head(room, person) {
  $('face').hidden = !room.private;
  $('title').textContent = room.private ? room.name : room.title;
  $('subtitle').textContent = room.private ? 'You are ' + [fullName(person), person.note, 'id ' + person.id].filter(Boolean).join(' · ') : room.members.length + 1 + ' members · id ' + room.id;
  $('as-field').hidden = room.private || room.members.length < 2;
  $('as').replaceChildren(...room.members.map((id) => el('option', { value: id }, fullName(store.people.get(id)))));
  $('as').value = person?.id;
}

function append(message, room) {
  const log = $('messages');
  const today = day.format(message.date * 1000);
  if (log.dataset.day !== today || log.childElementCount === 1) log.append(el('p', { class: 'day' }, el('span', {}, today)));
  log.dataset.day = today;
  const node = bubble(message, room, tools);
  log.append(node);
  return node;
}

// put shows a message that came or changed. What had the focus keeps it.
function put(message) {
  const { room, person } = here();
  if (message.chat !== room?.id || message.receiver && message.receiver !== person.id) return;
  const log = $('messages');
  const low = log.scrollHeight - log.scrollTop - log.clientHeight < 120;
  const old = log.querySelector(`[data-id="${message.id}"]`);
  if (old) {
    const at = [...old.querySelectorAll('button, a')].indexOf(document.activeElement);
    const fresh = bubble(message, room, tools);
    old.replaceWith(fresh);
    if (at >= 0) ([...fresh.querySelectorAll('button, a')][at] ?? $('text')).focus({ preventScroll: true });
  } else {
    append(message, room).classList.add('new');
    if (forced(message, room, person)) reply(message);
  }
  if (message.deleted && answering?.id === message.id) reply(null);
  if (low || !old) log.scrollTop = log.scrollHeight;
  foot();
  seen();
}

// foot is the Start button, or the field to write in.
function foot() {
  const { room, person } = here();
  const mine = messagesOf(room);
  const begin = room.private && (asked || person.blocked || !mine.some((message) => message.from === person.id && message.text));
  $('begin').hidden = !begin;
  $('begin').textContent = person?.blocked ? 'Unblock' : 'Start';
  $('compose').hidden = begin;
  $('about').hidden = mine.length > 0 || !room.private;
  $('about').textContent = room.about || 'This bot can take your donation. Press Start.';
  const keys = mine.findLast((message) => message.bot)?.keys ?? [];
  $('keys').replaceChildren(...keys.map((row) => el('div', { class: 'keys' }, row.map((text) => el('button', { type: 'button', class: 'key', onclick: () => send(text) }, text)))));
  const commands = room.commands[person?.id] ?? [];
  $('menu').hidden = commands.length === 0;
  if (begin || commands.length === 0) menu(false);
}

// seen clears the unread mark while one looks at the chat.
function seen() {
  const { room } = here();
  const last = room && messagesOf(room).at(-1);
  if (last && last.id > room.read && document.visibilityState === 'visible') {
    room.read = last.id;
    post('read', { chat: room.id, message: last.id }).catch(() => {});
  }
}

// rooms shows what changed about the chat: its commands too, in a menu that is open.
function rooms() {
  const { room, person } = here();
  if (!room) return;
  head(room, person);
  foot();
  if ($('commands').hidden) return;
  const inside = $('commands').contains(document.activeElement);
  menu(true, $('text').value || '/');
  if (inside) ($('commands').querySelector('button') ?? $('text')).focus();
}

// menu opens or closes the list of commands; typed narrows it down.
function menu(open, typed = '/') {
  const { room, person } = here();
  const list = (room?.commands[person?.id] ?? []).filter(({ command }) => ('/' + command).startsWith(typed));
  const visible = open && list.length > 0;
  $('menu').setAttribute('aria-expanded', String(visible));
  $('commands').hidden = !visible;
  $('commands').replaceChildren(...list.map(({ command, description }) => el('li', {}, el('button', { type: 'button', class: 'row', onclick: () => choose(command) },
    el('span', {}, description), el('span', { class: 'note' }, '/' + command)))));
}

function choose(command) {
  const { room } = here();
  menu(false);
  $('text').value = '';
  $('text').focus();
  send('/' + command + (room.private ? '' : '@' + store.bot.username));
}

async function submit(event) {
  event.preventDefault();
  const text = $('text').value.trim();
  menu(false);
  if (text === '') return;
  $('text').value = '';
  if (!await send(text)) $('text').value = text;
}

async function begin() {
  const { room, person } = here();
  if (person.blocked) return post('block', { person: person.id, on: false });
  await send(asked ? '/start ' + asked : '/start');
  asked = null;
  go(room.id);
  $('text').focus();
}

function keys(event) {
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing && event.target === $('text')) $('compose').requestSubmit();
  else if (event.key === 'Escape') { menu(false); reply(null); $('text').focus(); }
  else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') move(event);
  else return;
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') event.preventDefault();
}

// move walks through the open list of commands.
function move(event) {
  const all = [...$('commands').querySelectorAll('button')];
  if ($('commands').hidden || all.length === 0) return;
  event.preventDefault();
  const step = event.key === 'ArrowDown' ? 1 : -1;
  const from = all.indexOf(document.activeElement);
  all[(from < 0 && step < 0 ? all.length - 1 : from + step + all.length) % all.length].focus();
}

export function start() {
  on('state', show);
  on('message', put);
  on('rooms', rooms);
  addEventListener('hashchange', show);
  document.addEventListener('visibilitychange', seen);
  $('compose').addEventListener('submit', submit);
  $('compose').parentElement.addEventListener('keydown', keys);
  $('text').addEventListener('input', () => menu(/^\/\w*$/.test($('text').value), $('text').value));
  $('menu').addEventListener('click', () => { menu($('commands').hidden); $('commands').querySelector('button')?.focus(); });
  $('replying-end').addEventListener('click', () => tools.reply(null));
  $('begin').addEventListener('click', () => begin().catch((refusal) => toast(refusal.message)));
  $('as').addEventListener('change', () => go(here().room.id, { as: $('as').value }));
}

export const preview = (room) => { const last = messagesOf(room).findLast((message) => !message.deleted); return last ? summary(last).slice(0, 60) : ''; };
