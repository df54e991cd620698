import { products } from './products.mjs';

export function listProducts({ category } = {}) {
  return category ? products.filter((product) => product.category === category) : products;
}

export function findProduct(id) {
  return products.find((product) => product.id === id);
}
