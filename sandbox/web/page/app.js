// The page in which one can be each of the people of the sandbox.
import * as chat from './chat.js';
import { $ } from './dom.js';
import * as panel from './panel.js';
import * as people from './people.js';
import { connect, go, here, on, sortedRooms, store } from './store.js';

const wide = matchMedia('(min-width: 761px)');

on('state', () => {
  $('bot').textContent = store.bot.name;
  const people = sortedRooms().filter((room) => room.private);
  const first = people.find((room) => !store.people.get(room.members[0]).note) ?? people[0]; // a donor, if there is one
  if (!here().room && first && wide.matches) go(first.id);
});
on('line', (good) => { $('line').hidden = good; });

chat.start();
people.start();
panel.start();
connect();
