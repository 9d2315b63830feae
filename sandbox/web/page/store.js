// What the page knows. The server sends everything at first and after each break
// of the line, then what changes.

export const store = { bot: {}, people: new Map(), rooms: new Map(), messages: new Map(), log: [], status: { trouble: [], problems: [] }, troubles: [], exponents: {} };

const listeners = {};
export const on = (event, listener) => (listeners[event] ??= []).push(listener);
const tell = (event, data) => (listeners[event] ?? []).forEach((listener) => listener(data));

function keepRooms({ people, rooms }) {
  store.people = new Map(people.map((person) => [person.id, person]));
  store.rooms = new Map(rooms.map((room) => [room.id, room]));
}

function keepMessage(message) {
  if (!store.messages.has(message.chat)) store.messages.set(message.chat, new Map());
  store.messages.get(message.chat).set(message.id, message);
}

const events = {
  state(state) {
    keepRooms(state);
    store.bot = state.bot;
    store.messages = new Map();
    state.messages.forEach(keepMessage);
    store.log = state.log;
    store.status = state.status;
    store.troubles = state.troubles;
    store.exponents = state.exponents;
  },
  rooms: keepRooms,
  message: keepMessage,
  log: (entry) => store.log.push(entry),
  status: (status) => { store.status = status; },
  read({ chat, message }) {
    const room = store.rooms.get(chat);
    if (room) room.read = Math.max(room.read, message);
  },
};

export function connect() {
  const source = new EventSource('/events');
  for (const [name, keep] of Object.entries(events)) {
    source.addEventListener(name, (event) => {
      const data = JSON.parse(event.data);
      keep(data);
      tell(name, data);
    });
  }
  source.addEventListener('open', () => tell('line', true));
  source.addEventListener('error', () => tell('line', false));
}

export class Refusal extends Error {
  constructor({ kind, text }) {
    super(text);
    this.kind = kind;
  }
}

// post asks the server to do something; it throws a Refusal where that is refused.
export async function post(name, body) {
  let answer;
  try {
    answer = await fetch('/api/' + name, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  } catch {
    throw new Refusal({ kind: 'line', text: 'The sandbox does not answer. Is it still running?' });
  }
  const result = await answer.json().catch(() => ({ error: { kind: 'wrong', text: 'HTTP ' + answer.status } }));
  if (result?.error) throw new Refusal(result.error);
  return result;
}

// here is the chat that this tab shows, and the person who acts in it.
export function here() {
  const place = new URLSearchParams(location.hash.slice(1));
  const room = store.rooms.get(Number(place.get('chat')));
  if (!room) return {};
  const wanted = Number(place.get('as'));
  const person = store.people.get(room.members.includes(wanted) ? wanted : room.members[0]);
  return { room, person, start: place.get('start') };
}

// go shows a chat in this tab.
export function go(chat, more = {}) {
  location.hash = '#' + new URLSearchParams({ chat, ...more });
}

// actorIn is the person who looks at a room: in the one that is shown, who acts there.
export function actorIn(room) {
  const shown = here();
  return shown.room?.id === room.id ? shown.person : store.people.get(room.members[0]);
}

// messagesOf are the messages of a room that its reader sees.
export function messagesOf(room) {
  const reader = actorIn(room)?.id;
  return [...(store.messages.get(room.id)?.values() ?? [])].filter(({ receiver }) => !receiver || receiver === reader);
}

// sortedRooms are the people in the order they came, then the newest groups.
export const sortedRooms = () => [...store.rooms.values()].sort((a, b) => Number(b.private) - Number(a.private) || (a.private ? a.id - b.id : b.id - a.id));

export const fullName = (person) => (person.first + ' ' + person.last).trim();
export const titleOf = (room) => (room.private ? fullName(store.people.get(room.members[0])) : room.title);
