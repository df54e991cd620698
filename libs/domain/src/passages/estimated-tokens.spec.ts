import { estimatedTokens } from './estimated-tokens';

it.each([
  // Counted with OpenAI's o200k_base.
  ['The cart must keep its items for thirty days after the last visit.', 14],
  ['| `cart_id` | uuid | primary key, references `carts(id)` |', 18],
  ['export function addItem(cart: Cart, item: LineItem): Promise<Cart> {', 17],
  ['購物車必須保留三十天。', 11],
  ['- [ ] T012 [P] [US1] Create CartService in src/services/cart-service.ts', 21],
])('%s', (text, counted) => {
  expect(estimatedTokens(text)).toBeGreaterThanOrEqual(counted * 0.75);
  expect(estimatedTokens(text)).toBeLessThanOrEqual(counted * 1.4);
});
it('nothing is nothing', () => expect(estimatedTokens('')).toBe(0));
