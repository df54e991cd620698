import { createServer } from 'node:http';
import { findProduct, listProducts } from './catalog/catalog.mjs';

function send(response, status, value) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}

export function createShopServer() {
  return createServer((request, response) => {
    const url = new URL(request.url, 'http://shop');
    const [, resource, id] = url.pathname.split('/');
    if (request.method !== 'GET' || resource !== 'products') {
      return send(response, 404, { error: 'There is nothing here' });
    }
    if (id === undefined) return send(response, 200, listProducts({ category: url.searchParams.get('category') }));
    const product = findProduct(id);
    return product ? send(response, 200, product) : send(response, 404, { error: `There is no product ${id}` });
  });
}
