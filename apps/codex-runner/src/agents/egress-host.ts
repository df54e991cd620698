// Which host a URL leads to, as the way out of a job container lists it.

/** `operators`: an operator has named this URL, so that it may lie in a private network. @example egressHost('http://models.internal:8000/v1', 'operators') === 'models.internal:8000!private' */
export function egressHost(url: string, whose: 'operators' | 'ours'): string {
  const { protocol, hostname, port } = new URL(url);
  return `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}${whose === 'operators' ? '!private' : ''}`;
}
