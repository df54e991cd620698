// How often something may happen: a bucket per name that fills again over time.

export interface BucketSize { capacity: number; perSecond: number }

export class TokenBuckets {
  private readonly buckets = new Map<string, { level: number; at: number }>();

  constructor(private readonly size: BucketSize, private readonly now: () => number = () => performance.now(), private readonly most = 10_000) {}

  /** Whether once more is allowed now; if so it counts. */
  take(name: string): boolean {
    const level = this.level(name);
    if (level < 1) return false;
    this.set(name, level - 1);
    return true;
  }

  isEmpty(name: string): boolean {
    return this.level(name) < 1;
  }

  private level(name: string): number {
    const bucket = this.buckets.get(name);
    if (!bucket) return this.size.capacity;
    return Math.min(this.size.capacity, bucket.level + ((this.now() - bucket.at) / 1000) * this.size.perSecond);
  }

  /** The bucket that was used least recently makes room. */
  private set(name: string, level: number): void {
    this.buckets.delete(name);
    this.buckets.set(name, { level, at: this.now() });
    if (this.buckets.size > this.most) this.buckets.delete(this.buckets.keys().next().value as string);
  }
}
