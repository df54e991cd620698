// A text whose addresses can be clicked.
import type { ReactNode } from 'react';
import { ExternalLink } from './external-link';
import { textParts } from './text-links';

export function LinkedText({ text }: { text: string }): ReactNode {
  return textParts(text).map(({ text: part, href }, index) => (href === undefined ? part : <ExternalLink key={index} href={href}>{part}</ExternalLink>));
}
