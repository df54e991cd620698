// Cuts a list into pages and says where the others are, in a Link header.
import { jsonReply, type Reply } from '../reply';
import type { Call } from './route';

const number = (text: string | null, fallback: number): number => {
  const value = Number.parseInt(text ?? '', 10);
  return Number.isNaN(value) || value < 1 ? fallback : value;
};

export function paginate(items: readonly unknown[], { query, url }: Pick<Call, 'query' | 'url'>): Reply {
  const size = Math.min(100, number(query.get('per_page'), 30));
  const page = number(query.get('page'), 1);
  const last = Math.max(1, Math.ceil(items.length / size));
  const link = (target: number, relation: string) => {
    const there = new URL(url);
    there.searchParams.set('page', String(target));
    return `<${there.href}>; rel="${relation}"`;
  };
  const links = [
    ...(page > 1 ? [link(Math.min(page - 1, last), 'prev')] : []),
    ...(page < last ? [link(page + 1, 'next'), link(last, 'last')] : []),
    ...(page > 1 ? [link(1, 'first')] : []),
  ];
  return jsonReply(200, items.slice((page - 1) * size, page * size), links.length === 0 ? {} : { link: links.join(', ') });
}
