// What the console's pages may load and do: their own files and this server, and nothing else.

/** Vite's sign for the nonce that styles made at run time bear. */
const nonceSign = /(<meta property="csp-nonce" nonce=")[^"]*(")/;

/**
 * Pure. Content from agents and repositories is text; should any of it ever become markup, no script of it runs and nothing leaves.
 * @param nonce of the style elements that the component library makes; without one any style may be written into the page
 */
export function consolePolicy(nonce: string | undefined): string {
  return [
    "default-src 'none'", "script-src 'self'", `style-src 'self' ${nonce === undefined ? "'unsafe-inline'" : `'nonce-${nonce}'`}`, "style-src-attr 'unsafe-inline'", "img-src 'self' data:", "font-src 'self'",
    "connect-src 'self'", "worker-src 'self'", "manifest-src 'self'", "object-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
  ].join('; ');
}

/** Pure. The page with the nonce where it has a place for one. */
export function withNonce(html: string, nonce: string): { html: string; hasNonce: boolean } {
  return { html: html.replace(nonceSign, `$1${nonce}$2`), hasNonce: nonceSign.test(html) };
}
