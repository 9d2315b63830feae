// Where links, deep links and sharing buttons lead.
import { alertBox, dialog, el, toast } from './dom.js';
import { openLink } from './sheet.js';
import { go, here, post, store, titleOf } from './store.js';

// deepLink is the start parameter of a link to the bot, null for other links.
function deepLink(url) {
  const u = parsed(url);
  if (!u || !/^(www\.)?(t|telegram)\.me$/.test(u.hostname)) return null;
  const same = u.pathname.slice(1).toLowerCase() === store.bot.username.toLowerCase();
  const start = u.searchParams.get('start') ?? '';
  return same ? (/^[\w-]{1,64}$/.test(start) ? start : '') : null; // an app drops what is not a start parameter
}

function parsed(url) {
  try {
    return new URL(/^[a-z]+:/i.test(url) ? url : 'https://' + url);
  } catch {
    return null;
  }
}

// open follows a link as the app of the person would.
export function open(url) {
  const u = parsed(url);
  const start = deepLink(url);
  if (start !== null) return openBot(here().person, start);
  if (u?.hostname === 't.me' && u.pathname === '/share/url') {
    return share([u.searchParams.get('text'), u.searchParams.get('url')].filter(Boolean).join('\n'), u.searchParams.get('url') ?? '');
  }
  if (u?.hostname === 't.me' && u.pathname.startsWith('/$')) return openLink(url);
  if (!/^https?:\/\//i.test(u?.href ?? '')) return alertBox('A link', url);
  const follow = el('a', { class: 'main', href: u.href, target: '_blank', rel: 'noopener noreferrer', onclick: () => asked.close() }, 'Open in a new tab');
  const asked = dialog({ title: 'Open this link?' }, el('p', { class: 'breaks' }, u.href), follow);
}

function openBot(person, start) {
  const room = [...store.rooms.values()].find((one) => one.private && one.members[0] === person.id);
  go(room.id, start ? { start } : {});
}

// share lets the person choose who gets a text. A group gets it as a message; a
// person finds the bot's chat at the link.
export function share(text, url) {
  const start = deepLink(url);
  const { person } = here();
  const targets = [...store.rooms.values()].filter((room) => (room.private ? start !== null && room.members[0] !== person.id : true));
  choose('Share', text, targets, async (room) => {
    if (room.private) {
      openBot(store.people.get(room.members[0]), start);
      toast(titleOf(room) + ' opens the link');
      return;
    }
    const author = room.members.includes(person.id) ? person.id : room.members[0];
    await post('send', { person: author, chat: room.id, text });
    go(room.id, { as: author });
  });
}

// inline is the sharing button that types the bot's name in a chat of choice.
export function inline(query, type) {
  choose('Choose a chat', '@' + store.bot.username + ' ' + query, [...store.rooms.values()], (room) => {
    go(room.id);
    setTimeout(() => type('@' + store.bot.username + ' ' + query));
  });
}

function choose(title, text, rooms, chosen) {
  const list = rooms.map((room) => el('button', { type: 'button', class: 'row', onclick: () => { box.close(); chosen(room); } }, titleOf(room)));
  const empty = el('p', {}, 'There is nobody else. Add a person first.');
  const box = dialog({ title }, el('p', { class: 'quote breaks' }, text), list.length ? el('div', { class: 'rows' }, list) : empty);
}
