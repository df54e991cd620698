import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findProduct, listProducts } from '../src/catalog/catalog.mjs';
import { formatPrice } from '../src/money.mjs';

test('the catalog lists every product, or those of one category', () => {
  assert.equal(listProducts().length, 5);
  assert.deepEqual(listProducts({ category: 'dairy' }).map(({ id }) => id), ['goat-cheese']);
});

test('a product is found by its id', () => {
  assert.equal(findProduct('rye-bread').priceInCents, 420);
  assert.equal(findProduct('caviar'), undefined);
});

test('prices are written with two decimals', () => {
  assert.equal(formatPrice(1250), '12.50 €');
  assert.throws(() => formatPrice(12.5), TypeError);
});
