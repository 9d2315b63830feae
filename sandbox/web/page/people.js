// The people and groups on the left.
import { preview } from './chat.js';
import { $, countries, countryName, dialog, el, field, languageName, toast } from './dom.js';
import { at } from './message.js';
import { go, here, messagesOf, on, post, sortedRooms, store, titleOf } from './store.js';

const unread = (room) => messagesOf(room).filter((message) => message.bot && !message.deleted && message.id > room.read).length;

function initials(room) {
  return titleOf(room).split(/\s+/).slice(0, 2).map((word) => [...word][0] ?? '').join('').toUpperCase();
}

function entry(room) {
  const person = room.private && store.people.get(room.members[0]);
  const count = room.id === here().room?.id && document.visibilityState === 'visible' ? 0 : unread(room);
  const last = messagesOf(room).at(-1);
  const detail = person ? languageName(person.language) + ', ' + countryName(person.country) : 'Group of ' + (room.members.length + 1);
  return el('li', {}, el('a', { href: '#chat=' + room.id, 'aria-current': room.id === here().room?.id ? 'page' : null },
    el('span', { class: 'avatar', 'data-colour': Math.abs(room.id) % 6, 'aria-hidden': 'true' }, initials(room)),
    el('span', { class: 'who' },
      el('span', { class: 'line' }, el('strong', {}, titleOf(room)), person?.note && el('span', { class: 'tag' }, person.note), last && el('time', { class: 'note' }, at(last))),
      el('span', { class: 'line' }, el('span', { class: 'note clip' }, preview(room) || detail), count > 0 && el('span', { class: 'badge' }, count, el('span', { class: 'sr' }, ' unread'))))));
}

let planned = false;

// draw waits for the end of a burst of news.
function draw() {
  if (planned) return;
  planned = true;
  requestAnimationFrame(() => {
    planned = false;
    const focused = document.activeElement?.closest?.('#people a')?.getAttribute('href');
    $('people').replaceChildren(...sortedRooms().map(entry));
    if (focused) $('people').querySelector(`a[href="${focused}"]`)?.focus();
  });
}

const tongues = ['en', 'fr', 'ar', 'de', 'es', 'fa', 'he', 'it', 'ja', 'nl', 'pl', 'pt', 'ru', 'tr', 'uk', 'zh'];

function add() {
  const first = el('input', { name: 'first', required: true, maxlength: 60, autocomplete: 'off', autofocus: true });
  const last = el('input', { name: 'last', maxlength: 60, autocomplete: 'off' });
  const language = el('select', { name: 'language' }, tongues.map((code) => el('option', { value: code }, languageName(code))));
  const country = countries('GB', 'country');
  const form = el('form', {
    onsubmit: async (event) => {
      event.preventDefault();
      try {
        const { id } = await post('people', { first: first.value, last: last.value, language: language.value, country: country.value });
        open.close();
        go(id);
      } catch (refusal) {
        toast(refusal.message);
      }
    },
  }, field('First name', first), field('Last name (optional)', last), field('Language of their app', language), field('Country', country), el('button', { class: 'main' }, 'Add'));
  const open = dialog({ title: 'Add a person' }, form);
}

export function start() {
  ['state', 'rooms', 'message', 'read'].forEach((event) => on(event, draw));
  addEventListener('hashchange', draw);
  $('add').addEventListener('click', add);
}
