// A NATS server that we do not speak to: waiting does not help, somebody has to mend the settings or the server.
import { tlsTroubleOf, type TlsTrouble } from '#domain';

const words = { server: 'the NATS server', address: 'NATS_URL', authority: 'NATS_CA', clientCertificate: 'NATS_CERT and NATS_KEY' };

export class BusRefused extends Error {
  readonly code: string;
  readonly remediation: string;

  constructor({ kind, message, remediation }: TlsTrouble, options: { cause: unknown }) {
    super(message, options);
    this.name = 'BusRefused';
    this.code = `bus.${kind}`;
    this.remediation = remediation;
  }

  /** Undefined when it may well be there in a moment. */
  static from(error: unknown): BusRefused | undefined {
    const trouble = tlsTroubleOf(error, words);
    return trouble && new BusRefused(trouble, { cause: error });
  }
}
