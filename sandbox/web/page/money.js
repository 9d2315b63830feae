// Amounts are whole numbers of the smallest unit, as in the Bot API.
import { store } from './store.js';

const exponent = (currency) => store.exponents[currency] ?? 2;

// decimal writes an amount in the main unit, without rounding.
export function decimal(amount, currency) {
  const e = exponent(currency);
  const digits = String(Math.abs(amount)).padStart(e + 1, '0');
  const text = e === 0 ? digits : digits.slice(0, -e) + '.' + digits.slice(-e);
  return amount < 0 ? '-' + text : text;
}

export function money(amount, currency) {
  if (currency === 'XTR') return '⭐ ' + amount;
  const e = exponent(currency);
  try {
    return new Intl.NumberFormat('en', { style: 'currency', currency, minimumFractionDigits: e, maximumFractionDigits: e }).format(decimal(amount, currency));
  } catch {
    return decimal(amount, currency) + ' ' + currency;
  }
}

// parse reads what a person typed, null if it is not an amount.
export function parse(text, currency) {
  const e = exponent(currency);
  const found = /^(\d{1,10})(?:[.,](\d*))?$/.exec(text.trim() || '0');
  if (!found || (found[2] ?? '').length > e) return null;
  return Number(found[1] + (found[2] ?? '').padEnd(e, '0'));
}
