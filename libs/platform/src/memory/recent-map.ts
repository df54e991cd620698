// A map that forgets: what is kept by names that come from outside is kept for so many of them.

export class RecentMap<Key, Value> extends Map<Key, Value> {
  /** @param most entries; the one that was set longest ago makes room */
  constructor(private readonly most: number) {
    super();
  }

  override set(key: Key, value: Value): this {
    this.delete(key);
    super.set(key, value);
    if (this.size > this.most) this.delete(this.keys().next().value as Key);
    return this;
  }
}
