/** The two packets of MQTT 3.1.1 that the publisher sends (OASIS standard, 3.1 and 3.3). */

/** CONNECT with a clean session and no keep-alive. */
export function connectPacket(clientId: string): Buffer {
  const body = Buffer.concat([string("MQTT"), Buffer.from([4, 2, 0, 0]), string(clientId)]);
  return Buffer.concat([Buffer.from([0x10]), length(body.length), body]);
}

/** PUBLISH with QoS 1. @param id 1 to 65,535 */
export function publishPacket(topic: string, id: number, payload: string): Buffer {
  const topicBytes = Buffer.byteLength(topic);
  const size = 2 + topicBytes + 2 + Buffer.byteLength(payload);
  const head = length(size);
  const packet = Buffer.allocUnsafe(1 + head.length + size);
  let at = packet.writeUInt8(0x32, 0);
  at += head.copy(packet, at);
  at = packet.writeUInt16BE(topicBytes, at);
  at += packet.write(topic, at);
  at = packet.writeUInt16BE(id, at);
  packet.write(payload, at);
  return packet;
}

function string(text: string): Buffer {
  const bytes = Buffer.from(text);
  const size = Buffer.alloc(2);
  size.writeUInt16BE(bytes.length);
  return Buffer.concat([size, bytes]);
}

/** "Remaining length", seven bits a byte (2.2.3). */
function length(size: number): Buffer {
  const bytes: number[] = [];
  let rest = size;
  do {
    const more = rest > 127 ? 0x80 : 0;
    bytes.push((rest % 128) | more);
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return Buffer.from(bytes);
}
