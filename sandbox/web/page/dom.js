// Small helpers for elements, dialogs and notices. Text only ever becomes text nodes.

export const $ = (id) => document.getElementById(id);

// el makes an element. Properties that begin with "on" are listeners; false, null
// and undefined leave a property out.
export function el(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (name === 'value' || name === 'checked') node[name] = value;
    else node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false && child !== ''));
  return node;
}

// field is a labelled control.
export function field(label, control) {
  return el('label', { class: 'field' }, el('span', {}, label), control);
}

const gone = 4500;

// toast is a notice that goes away by itself.
export function toast(text) {
  const note = el('div', { class: 'toast' }, text);
  $('toasts').append(note);
  setTimeout(() => note.remove(), gone);
}

// dialog opens a modal window; it resolves when that is closed. Escape closes it,
// Tab stays within it.
export function dialog({ title, role = 'dialog', wide = false, describe = true, beside = null }, ...content) {
  const back = document.activeElement;
  const body = el('div', { class: 'dialog-body', id: 'dialog-' + crypto.randomUUID() }, ...content);
  const heading = el('h2', { id: body.id + '-title' }, title);
  const close = el('button', { type: 'button', class: 'icon', 'aria-label': 'Close', autofocus: Boolean(beside), onclick: () => box.close() }, '✕');
  const box = el('dialog', {
    role, class: wide ? 'wide' : null, 'aria-modal': 'true', 'aria-labelledby': heading.id, 'aria-describedby': describe && role === 'alertdialog' ? body.id : null,
    onkeydown: (event) => event.key === 'Tab' && wrap(event, box),
  }, el('header', {}, heading, beside ?? '', close), body);
  document.body.append(box);
  box.showModal();
  const closed = new Promise((resolve) => box.addEventListener('close', () => {
    box.remove();
    // The event comes a moment after the window is gone: by then one may be elsewhere.
    if ([null, document.body].includes(document.activeElement)) (back?.isConnected ? back : $('text')).focus();
    resolve();
  }));
  return { box, body, close: () => box.close(), closed };
}

function wrap(event, box) {
  const all = [...box.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')].filter((node) => !node.disabled && node.offsetParent);
  const [from, to] = event.shiftKey ? [all[0], all.at(-1)] : [all.at(-1), all[0]];
  if (document.activeElement === from) {
    event.preventDefault();
    to.focus();
  }
}

// alertBox is a notice that has to be closed.
export function alertBox(title, text) {
  const ok = el('button', { type: 'button', class: 'main', autofocus: true, onclick: () => open.close() }, 'OK');
  const open = dialog({ title, role: 'alertdialog' }, el('p', { class: 'pre-line' }, text), ok);
  return open.closed;
}

// size is a number of bytes to read.
export function size(bytes) {
  if (bytes < 1000) return bytes + ' B';
  return bytes < 1e6 ? (bytes / 1e3).toFixed(1) + ' KB' : (bytes / 1e6).toFixed(1) + ' MB';
}

const regions = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
const languages = new Intl.DisplayNames(['en'], { type: 'language' });
const noCountries = new Set('AC CP CQ DG EA EU EZ IC QO TA UN XA XB XX ZZ'.split(' '));

export const languageName = (code) => languages.of(code);
export const countryName = (code) => regions.of(code) ?? code;

// current reports whether a code is in use: those of former times stand for another.
const current = (code) => regions.of(code) && !noCountries.has(code) && new Intl.Locale('und-' + code).region === code;

// countries is a choice of all countries.
export function countries(chosen, name) {
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  const codes = letters.flatMap((a) => letters.map((b) => a + b)).filter(current);
  codes.sort((a, b) => countryName(a).localeCompare(countryName(b)));
  const choice = el('select', { name, required: true, autocomplete: 'off' }, codes.map((code) => el('option', { value: code }, countryName(code))));
  choice.value = chosen;
  return choice;
}
