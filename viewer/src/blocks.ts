// Packed columns of the page: base64, gzip, then varints or planes of bytes (io/report/page_block.hpp writes them).

type FromBase64 = { fromBase64?: (text: string) => Uint8Array<ArrayBuffer> };

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const direct = (Uint8Array as unknown as FromBase64).fromBase64;
  if (direct) return direct.call(Uint8Array, text);
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let i = 0; i < letters.length; ++i) bytes[i] = letters.charCodeAt(i);
  return bytes;
}

const taken = new Map<string, Promise<Uint8Array>>();

/**
 * The bytes of a block, or null where the page has none of that name. Frees the text that it stood in; until
 * forgetBlocks() the same block can be had again, as two runs have their town in common.
 */
export function block(name: string): Promise<Uint8Array | null> {
  const before = taken.get(name);
  if (before) return before;
  const element = document.getElementById("block-" + name);
  if (!element) return Promise.resolve(null);
  const bytes = unpacked(element.textContent ?? "");
  element.remove();
  taken.set(name, bytes);
  return bytes;
}

/** To be called when all runs are read. */
export function forgetBlocks(): void {
  taken.clear();
}

async function unpacked(text: string): Promise<Uint8Array> {
  const packed = bytesOf(text);
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Reads varints one after the other. */
export class Varints {
  private at = 0;
  constructor(private readonly bytes: Uint8Array) {}
  get done(): boolean {
    return this.at >= this.bytes.length;
  }
  byte(): number {
    return this.bytes[this.at++]!;
  }
  unsigned(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.bytes[this.at++]!;
      value += (byte & 127) * scale;
      if (byte < 128 || this.at > this.bytes.length) return value;
      scale *= 128;
    }
  }
  signed(): number {
    const value = this.unsigned();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
}

export function planes16(bytes: Uint8Array): Uint16Array {
  const n = bytes.length / 2;
  const values = new Uint16Array(n);
  for (let i = 0; i < n; ++i) values[i] = bytes[i]! | (bytes[n + i]! << 8);
  return values;
}
