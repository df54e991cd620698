// A link out of the console.
import { Anchor } from '@mantine/core';
import { ExternalLinkIcon } from '@radix-ui/react-icons';
import type { ReactNode } from 'react';

/** Only addresses of the web become links: what an agent says is an address might be anything. */
export function ExternalLink({ href, children }: { href: string; children: ReactNode }): ReactNode {
  if (!/^https?:\/\//.test(href)) return <span className="break">{children}</span>;
  return <Anchor href={href} target="_blank" rel="noreferrer noopener" inherit className="break">{children} <ExternalLinkIcon aria-label="(opens another page)" /></Anchor>;
}
