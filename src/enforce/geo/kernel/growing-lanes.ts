/** Numbers of 32 bits, as many as come: appended to, then read as one array. */
export class GrowingLanes {
  length = 0;
  data = new Uint32Array(1024);

  push(value: number): void {
    if (this.length === this.data.length) {
      const wider = new Uint32Array(this.length * 2);
      wider.set(this.data);
      this.data = wider;
    }
    this.data[this.length++] = value;
  }

  /** What was pushed. Shares its memory with this. */
  view(): Uint32Array {
    return this.data.subarray(0, this.length);
  }
}
