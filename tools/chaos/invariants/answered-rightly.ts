// Every request is accepted in the end: outages only delay it.
import type { Invariant } from './invariant';

export const everyRequestAccepted: Invariant = ({ refused }) => refused.map((reason) => `a request was not accepted: ${reason}`);
