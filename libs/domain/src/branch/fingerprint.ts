// A short fingerprint of a text, for names that must stay apart after characters were removed.
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

const bits = 64;
// The buffers of a hasher cost more than a short text: they are made once, because a tasks.md may ask for 100,000 fingerprints.
const blank = sha256.create();
const hasher = sha256.create();
const digest = new Uint8Array(hasher.outputLen);

/** 64 bits of SHA-256, as 16 hexadecimal digits. */
export function fingerprint(text: string): string {
  blank._cloneInto(hasher).update(utf8ToBytes(text)).digestInto(digest);
  return bytesToHex(digest.subarray(0, bits / 8));
}
