// What goes on behind the scenes, and the switches for trouble.
import { $, el, toast } from './dom.js';
import { money } from './money.js';
import { here, on, post, store } from './store.js';

const longestLog = 300;
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function entry({ time, kind, name, status, params, body }) {
  const wrong = kind === 'request' && status !== 200;
  const node = el('details', { class: 'entry ' + kind + (wrong ? ' wrong' : '') }, el('summary', {},
    el('span', { 'aria-hidden': 'true' }, kind === 'request' ? '→ ' : '← '), el('span', { class: 'sr' }, kind === 'request' ? 'Request ' : 'Update '),
    el('code', {}, name), el('span', { class: 'note' }, wrong ? ' ' + (status || 'no answer') + ' ' : ' ', clock.format(time))));
  node.addEventListener('toggle', () => fill(node, params, body), { once: true });
  return node;
}

// fill writes the inside of an entry when it is first opened.
function fill(node, params, body) {
  if (params) node.append(el('dl', {}, Object.entries(params).sort().map(([name, value]) => [el('dt', {}, name), el('dd', {}, pretty(value))])));
  if (body) node.append(el('pre', { tabindex: '0', 'aria-label': 'Body' }, pretty(body)));
}

function log() {
  $('log').replaceChildren(...store.log.slice(-longestLog).reverse().map(entry));
}

function add(news) {
  if ($('panel').hidden) return;
  $('log').prepend(entry(news));
  if ($('log').childElementCount > longestLog) $('log').lastElementChild.remove();
}

function status() {
  const { trouble, problems, switches, running, pending } = store.status;
  for (const { kind } of store.troubles) $('trouble-' + kind).checked = trouble.includes(kind);
  document.querySelectorAll('.power').forEach((button) => {
    button.hidden = !switches;
    button.textContent = running ? 'Kill the bot' : 'Start the bot';
  });
  document.querySelectorAll('.running').forEach((words) => { words.textContent = running ? 'The bot is running.' : 'The bot is stopped.'; });
  $('pending').textContent = 'Updates that wait for it: ' + pending + '.';
  $('problems').replaceChildren(...problems.map((text) => el('li', {}, text)));
  $('problems-none').hidden = problems.length > 0;
  $('warning').hidden = running && trouble.length === 0;
  $('warning').textContent = running ? 'Trouble is switched on: ' + store.troubles.filter(({ kind }) => trouble.includes(kind)).map(({ name }) => name.toLowerCase()).join(', ') : 'The bot is stopped.';
}

const power = () => act('power', { on: !store.status.running });

// powerLine is a switch for the bot beside the one of the panel, which is out of reach
// while a window is open.
export function powerLine() {
  if (!store.status.switches) return null;
  const line = el('p', { class: 'note' }, el('span', { class: 'running' }), ' ', el('button', { type: 'button', class: 'link power', onclick: power }));
  requestAnimationFrame(status); // once it is in the page
  return line;
}

function person() {
  const { room, person: who } = here();
  $('block-field').hidden = !room?.private;
  $('block').checked = Boolean(who?.blocked);
  subscriptions(room?.private ? who : null);
}

const date = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'long', year: 'numeric' });

// subscriptions are what a person pays each month, and what can happen to it.
function subscriptions(who) {
  const all = who?.subscriptions ?? [];
  $('subscriptions').hidden = all.length === 0;
  $('subscriptions').querySelector('ul').replaceChildren(...all.map(({ title, amount, until, canceled }, row) => {
    const button = (kind, text) => el('button', { type: 'button', class: 'link', onclick: () => act('subscription', { person: who.id, row, kind }) }, text);
    return el('li', {}, title + ', ' + money(amount, 'XTR') + ' a month, paid until ' + date.format(until * 1000) + (canceled ? ', cancelled ' : ' '),
      ...(canceled ? [button('resume', 'Resume')] : [button('renew', 'A month passes'), ' ', button('fail', 'Too few Stars'), ' ', button('cancel', 'Cancel')]));
  }));
}

const act = (name, body) => post(name, body).catch((refusal) => { toast(refusal.message); status(); });

// switches makes one for each trouble that the server knows, once: a break of the line
// must not take the focus from one.
function switches() {
  const missing = store.troubles.filter(({ kind }) => !$('trouble-' + kind));
  $('troubles').append(...missing.map(({ kind, name, effect }) => el('label', { class: 'choice' },
    el('input', { type: 'checkbox', role: 'switch', id: 'trouble-' + kind, onchange: (event) => act('trouble', { kind, on: event.target.checked }) }),
    el('span', {}, name, el('span', { class: 'note' }, effect)))));
}

function toggle(open) {
  $('panel').hidden = !open;
  $('curious').setAttribute('aria-expanded', String(open));
  document.body.classList.toggle('curious', open);
  if (open) log();
  (open ? $('panel-title') : $('curious')).focus();
}

export function start() {
  on('state', () => { log(); switches(); status(); person(); });
  on('log', add);
  on('status', status);
  on('rooms', person);
  addEventListener('hashchange', person);
  $('power').addEventListener('click', power);
  $('block').addEventListener('change', () => act('block', { person: here().person.id, on: $('block').checked }));
  $('curious').addEventListener('click', () => toggle($('panel').hidden));
  $('panel-close').addEventListener('click', () => toggle(false));
  $('panel').addEventListener('keydown', (event) => event.key === 'Escape' && toggle(false));
}
