/** Writes an amount in cents as a price: 1250 becomes "12.50 €". */
export function formatPrice(cents) {
  if (!Number.isInteger(cents)) throw new TypeError('An amount is an integer in cents');
  return `${(cents / 100).toFixed(2)} €`;
}
