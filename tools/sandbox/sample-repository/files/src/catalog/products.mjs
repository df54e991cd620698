export const products = [
  { id: 'rye-bread', name: 'Rye bread', category: 'bakery', priceInCents: 420 },
  { id: 'butter-roll', name: 'Butter roll', category: 'bakery', priceInCents: 95 },
  { id: 'goat-cheese', name: 'Goat cheese', category: 'dairy', priceInCents: 680 },
  { id: 'oat-drink', name: 'Oat drink', category: 'drinks', priceInCents: 249 },
  { id: 'elderflower', name: 'Elderflower syrup', category: 'drinks', priceInCents: 590 },
];
