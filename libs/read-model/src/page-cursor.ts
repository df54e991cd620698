// Where a page of runs ended, as an opaque word that is checked when it comes back.
import type { Run } from '#contracts';
import { BadPageCursor } from './read-model-errors';

/** The list goes on with runs that come after this place, newest first. */
export interface PagePlace { createdAt: string; id: string }

const shape = /^([1-9]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

export function pageCursorAfter({ createdAt, id }: Pick<Run, 'createdAt' | 'id'>): string {
  return Buffer.from(`${new Date(createdAt).toISOString()} ${id}`).toString('base64url');
}

/** @throws BadPageCursor */
export function placeOf(cursor: string): PagePlace {
  const [, createdAt, id] = shape.exec(Buffer.from(cursor, 'base64url').toString('latin1')) ?? [];
  if (!createdAt || !id || !isTime(createdAt)) throw new BadPageCursor();
  return { createdAt, id };
}

function isTime(text: string): boolean {
  const time = new Date(text);
  return !Number.isNaN(time.getTime()) && time.toISOString() === text;
}
