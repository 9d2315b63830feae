// The payment sheet.
import { alertBox, countries, countryName, dialog, el, field, toast } from './dom.js';
import { decimal, money, parse } from './money.js';
import { powerLine } from './panel.js';
import { here, post } from './store.js';

const cards = [
  ['good', '4242 4242 4242 4242', 'This card pays.'],
  ['declined', '4000 0000 0000 0002', 'The bank declines this one.'],
  ['abandoned', 'No card at hand', 'You leave the form without paying.'],
];

// openSheet is what the Pay button of an invoice leads to.
export const openSheet = (message) => checkout({ message: message.id });

// openLink is what an invoice link leads to.
export const openLink = (link) => checkout({ link });

async function checkout(what) {
  const { person, room } = here();
  const place = { person: person.id, chat: room.id, ...what };
  try {
    const bill = await post('sheet', place);
    if (bill.paid) receipt(bill);
    else new Sheet(place, bill, room);
  } catch (refusal) {
    await alertBox(room.name, refusal.message);
  }
}

const line = (label, amount, total = false) => el('div', { class: total ? 'price total' : 'price' }, el('dt', {}, label), el('dd', {}, amount));

function receipt(bill) {
  const { amount, tip, charge, order, shipping = [] } = bill.receipt ?? {};
  const to = order?.shipping_address;
  dialog({ title: 'Receipt' }, el('h3', {}, bill.title),
    el('dl', {}, [...bill.prices, ...shipping].map((price) => line(price.label, money(price.amount, bill.currency))), tip > 0 && line('Tip', money(tip, bill.currency)), line('Paid', money(amount, bill.currency), true)),
    order?.name && el('p', {}, order.name), order?.email && el('p', {}, order.email),
    to && el('p', {}, [to.street_line1, to.street_line2, to.post_code + ' ' + to.city, to.state, countryName(to.country_code)].filter(Boolean).join(', ')),
    el('p', { class: 'note breaks' }, 'Charge ' + charge));
}

class Sheet {
  tip = 0;
  option = null;
  options = [];

  constructor(place, bill, room) {
    Object.assign(this, { place, bill, room });
    this.lines = el('dl', {});
    this.button = el('button', { class: 'main' });
    this.form = el('form', { class: 'sheet', onsubmit: (event) => { event.preventDefault(); this.pay(); } },
      el('h3', {}, bill.title), el('p', { class: 'note pre-line' }, bill.description),
      this.lines, this.tips(), this.details(), this.address(), this.cards(), this.terms(), this.button);
    this.dialog = dialog({ title: 'Checkout', describe: false, beside: powerLine() }, this.form);
    this.draw();
  }

  money(amount) { return money(amount, this.bill.currency); }

  prices() { return this.options.find(({ id }) => id === this.option)?.prices ?? []; }

  total() { return [...this.bill.prices, ...this.prices()].reduce((sum, price) => sum + price.amount, this.tip ?? 0); }

  // draw shows the sums as they are now.
  draw() {
    this.lines.replaceChildren(...[...this.bill.prices, ...this.prices()].map((price) => line(price.label, this.money(price.amount))),
      this.tip > 0 ? line('Tip', this.money(this.tip)) : '', line('Total', this.money(this.total()), true));
    this.button.textContent = (this.bill.monthly ? 'Subscribe for ' : 'Pay ') + this.money(this.total()) + (this.bill.monthly ? ' a month' : '');
    this.chips?.forEach(([chip, amount]) => chip.setAttribute('aria-pressed', String(this.tip === amount)));
  }

  tips() {
    const { maxTip, tips, currency } = this.bill;
    if (maxTip === 0) return null;
    const input = el('input', { name: 'tip', inputmode: 'decimal', autocomplete: 'off', placeholder: decimal(0, currency), oninput: () => typed() });
    const typed = () => {
      const amount = parse(input.value, currency);
      const wrong = amount === null || amount > maxTip;
      input.setCustomValidity(wrong ? 'A tip is an amount of at most ' + this.money(maxTip) + '.' : '');
      this.tip = wrong ? 0 : amount;
      this.draw();
    };
    this.chips = tips.map((amount) => [el('button', {
      type: 'button', class: 'chip', 'aria-pressed': 'false',
      onclick: () => { input.value = this.tip === amount ? '' : decimal(amount, currency); typed(); },
    }, this.money(amount)), amount]);
    return el('fieldset', {}, el('legend', {}, 'Add a tip'), el('div', { class: 'chips' }, this.chips.map(([chip]) => chip)), field('Tip, at most ' + this.money(maxTip), input));
  }

  details() {
    const { needName, needEmail, needPhone, name, email, phone } = this.bill;
    if (!needName && !needEmail && !needPhone) return null;
    const input = (id, type, value) => el('input', { name: id, type, value, required: true, autocomplete: 'off' });
    return el('fieldset', {}, el('legend', {}, 'About you'),
      needName && field('Name', input('name', 'text', name)), needEmail && field('Email', input('email', 'email', email)), needPhone && field('Phone', input('phone', 'tel', phone)));
  }

  address() {
    const { needAddress, flexible, address } = this.bill;
    if (!needAddress) return null;
    const input = (id, required = true) => el('input', { name: id, value: address[id], required, autocomplete: 'off' });
    this.choices = el('div', { class: 'choices', role: 'radiogroup', 'aria-label': 'Delivery' });
    const ask = el('button', { type: 'button', class: 'second', onclick: () => this.ask() }, 'Show delivery options');
    return el('fieldset', { oninput: (event) => event.target.type !== 'radio' && this.offer([]) }, el('legend', {}, 'Address'),
      field('Street', input('street_line1')), field('Street, second line (optional)', input('street_line2', false)), field('City', input('city')), field('State (optional)', input('state', false)),
      field('Post code', input('post_code')), field('Country', countries(address.country_code, 'country_code')), flexible && [ask, this.choices]);
  }

  cards() {
    if (this.bill.currency === 'XTR') return null;
    return el('fieldset', {}, el('legend', {}, 'Test card'), el('div', { class: 'choices' }, cards.map(([id, number, effect], i) => choice('card', id, number, effect, i === 0))));
  }

  terms() {
    const commands = this.room.commands[this.place.person] ?? [];
    return el('p', { class: 'note' }, commands.some(({ command }) => command === 'terms') && 'By paying you agree to the terms of ' + this.room.name + '; /terms shows them. ',
      'This is a sandbox: no money moves.');
  }

  entered() { return Object.fromEntries(new FormData(this.form)); }

  to({ country_code, state, city, street_line1, street_line2, post_code }) { return { country_code, state, city, street_line1, street_line2, post_code }; }

  // offer shows the ways of delivery; none are left when the address changes.
  offer(options) {
    this.options = options;
    this.option = options[0]?.id ?? null;
    this.choices.replaceChildren(...options.map(({ id, title, prices }, i) => choice('option', id, title, this.money(prices.reduce((sum, { amount }) => sum + amount, 0)), i === 0)));
    this.choices.onchange = (event) => { this.option = event.target.value; this.draw(); };
    this.draw();
  }

  async ask() {
    if (!this.form.reportValidity()) return false;
    this.busy(true);
    try {
      this.offer((await post('shipping', { ...this.place, address: this.to(this.entered()) })).options);
      return true;
    } catch (refusal) {
      this.busy(false); // before the alert, which the person may close faster than we go on
      await this.refused(refusal);
      return false;
    } finally {
      this.busy(false);
    }
  }

  async pay() {
    if (this.button.getAttribute('aria-busy')) return;
    if (this.bill.flexible && this.option === null) return this.ask();
    const { card, option, name, email, phone, ...rest } = this.entered();
    const address = this.bill.needAddress ? this.to(rest) : null;
    this.busy(true);
    try {
      await post('pay', { ...this.place, tip: this.tip, card, option, name, email, phone, address });
      this.dialog.close();
    } catch (refusal) {
      this.busy(false);
      await this.refused(refusal);
    } finally {
      this.busy(false);
    }
  }

  busy(is) {
    if (is) this.button.setAttribute('aria-busy', 'true');
    else this.button.removeAttribute('aria-busy');
  }

  async refused(refusal) {
    if (refusal.kind === 'abandoned') {
      this.dialog.close();
      return toast('You left the payment form. Nothing was charged.');
    }
    const texts = { declined: 'Your card was declined. Nothing was charged.', timeout: 'The bot did not answer in time. Nothing was charged.', paid: 'This invoice is paid already.' };
    return alertBox(this.room.name, texts[refusal.kind] ?? refusal.message.replace(/^the bot refused: /, ''));
  }
}

function choice(name, value, title, note, checked) {
  return el('label', { class: 'choice' }, el('input', { type: 'radio', name, value, checked }), el('span', {}, title, el('span', { class: 'note' }, note)));
}
