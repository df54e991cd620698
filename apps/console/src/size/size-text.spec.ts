import { sizeText } from './size-text';

test('sizes have one unit', () => expect([0, 999, 1536, 250_000, 25_000_000].map(sizeText)).toEqual(['0 B', '999 B', '1.5 kB', '250 kB', '25 MB']));
