import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createShopServer } from '../src/server.mjs';

const server = createShopServer();
let url;

before(() => new Promise((resolve) => server.listen(0, '127.0.0.1', () => {
  url = `http://127.0.0.1:${server.address().port}`;
  resolve();
})));
after(() => server.close());

test('products are served as JSON', async () => {
  const response = await fetch(`${url}/products?category=bakery`);
  assert.equal(response.status, 200);
  assert.deepEqual((await response.json()).map(({ id }) => id), ['rye-bread', 'butter-roll']);
});

test('an unknown product is 404', async () => {
  assert.equal((await fetch(`${url}/products/caviar`)).status, 404);
});
