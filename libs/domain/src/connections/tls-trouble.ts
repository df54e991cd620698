// Why a server and we did not agree on TLS, told from the error codes of Node and of the servers: what is wrong, and what to do.

export type TlsTroubleKind = 'tls_not_offered' | 'tls_required' | 'tls_untrusted' | 'tls_expired' | 'tls_wrong_host' | 'tls_client_refused' | 'tls_failed';

export interface TlsTrouble { kind: TlsTroubleKind; message: string; remediation: string }

/** How a server is called, and the settings that are about its TLS. */
export interface TlsWords {
  server: string;
  /** The setting that asks for TLS. */
  address: string;
  authority: string;
  clientCertificate: string;
}

type Say = (words: TlsWords) => { message: string; remediation: string };

const untrusted: Say = ({ server, authority }) => ({
  message: `${server} shows a certificate that is not signed by an authority we trust`,
  remediation: `Set ${authority} to the file of the authority that signed the server's certificate. If it is the right one, somebody else answers at this address.`,
});
const expired: Say = ({ server }) => ({
  message: `the certificate of ${server} has expired or is not valid yet`,
  remediation: `Give ${server} a new certificate, and check the clocks of both machines.`,
});

/** What OpenSSL and Node call it, in the order in which it is looked for. Sources: tls.checkServerIdentity and x509 error codes of Node, messages of pg 8 and of @nats-io/nats-core 3. */
const table: { kind: TlsTroubleKind; when: RegExp; say: Say }[] = [
  { kind: 'tls_expired', when: /CERT_HAS_EXPIRED|CERT_NOT_YET_VALID/, say: expired },
  {
    kind: 'tls_wrong_host', when: /ERR_TLS_CERT_ALTNAME_INVALID/,
    say: ({ server, address }) => ({
      message: `the certificate of ${server} is for another host`,
      remediation: `Write in ${address} a name that the certificate lists, or have a certificate made that lists this one.`,
    }),
  },
  {
    kind: 'tls_client_refused', when: /ALERT_(CERTIFICATE_REQUIRED|UNKNOWN_CA|BAD_CERTIFICATE|CERTIFICATE_(UNKNOWN|EXPIRED|REVOKED)|HANDSHAKE_FAILURE|ACCESS_DENIED|DECRYPT_ERROR)|valid client certificate|certificate authentication failed/i,
    say: ({ server, clientCertificate }) => ({
      message: `${server} does not accept our certificate, or asks for one`,
      remediation: `Set ${clientCertificate} to a certificate that ${server} trusts, and its key; look into the server's log for its reason.`,
    }),
  },
  {
    kind: 'tls_untrusted',
    when: /SELF_SIGNED_CERT|UNABLE_TO_(VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT|DECRYPT_CERT_SIGNATURE)|CERT_(SIGNATURE_FAILURE|UNTRUSTED|REJECTED|CHAIN_TOO_LONG|REVOKED)|INVALID_CA|INVALID_PURPOSE/, say: untrusted,
  },
  {
    kind: 'tls_not_offered', when: /server does not support 'tls'|server does not support SSL connections|ERR_SSL_WRONG_VERSION_NUMBER|ERR_SSL_PACKET_LENGTH_TOO_LONG/,
    say: ({ server, address }) => ({
      message: `${server} offers no TLS, and we do not speak to it without`,
      remediation: `Give ${server} a certificate. If it needs none because nobody else is on the way to it, take what asks for TLS out of ${address} and the settings beside it.`,
    }),
  },
  {
    kind: 'tls_required', when: /no pg_hba\.conf entry for .*no encryption/i,
    say: ({ server, address, authority }) => ({
      message: `${server} takes connections with TLS only`,
      remediation: `Ask for TLS in ${address}, and set ${authority} when the server's certificate is signed by an authority of your own.`,
    }),
  },
  {
    kind: 'tls_failed', when: /ERR_SSL_|ERR_TLS_|ERR_OSSL_|There was an error establishing an SSL connection/,
    say: ({ server, authority, clientCertificate }) => ({
      message: `no TLS connection to ${server} came about`,
      remediation: `Check the files of ${authority} and ${clientCertificate}, and the server's log for its reason.`,
    }),
  },
];

/** Undefined when the error is about something else. The cause of an error counts, too. */
export function tlsTroubleOf(error: unknown, words: TlsWords): TlsTrouble | undefined {
  const evidence = evidenceOf(error);
  const row = table.find(({ when }) => when.test(evidence));
  if (!row) return undefined;
  const { message, remediation } = row.say(words);
  return { kind: row.kind, message: `${message} (${said(error)})`, remediation };
}

/** By shape, not by class: errors of TLS come from the depths of Node. */
function evidenceOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  const { code, message, cause } = error as { code?: unknown; message?: unknown; cause?: unknown };
  return [code, message].map((one) => (typeof one === 'string' ? one : '')).join('\n') + (cause === undefined || cause === error ? '' : `\n${evidenceOf(cause)}`);
}

function said(error: unknown): string {
  const { message } = error as { message?: unknown };
  return (typeof message === 'string' ? message : String(error)).split('\n')[0]?.slice(0, 300) ?? '';
}
