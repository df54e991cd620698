// With which files a connection to NATS has TLS.

/** Paths of PEM files, read again for each connection: a certificate that is renewed in its place needs no restart. */
export interface BusTls {
  /** The authorities that may have signed the server's certificate; absent: those that Node knows. */
  caFile?: string;
  /** What we show a server that asks who we are. */
  certFile?: string;
  keyFile?: string;
}
