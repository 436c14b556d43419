import { createServer, type Socket } from "node:net";
import { Arrivals, say } from "./arrivals.ts";
import { eventMarks } from "./events.ts";
import type { SinkOrder } from "./orders.ts";

/**
 * A process that answers Publish and PublishBatch as Amazon SNS does, and does as little as it can besides: it
 * must not be what is measured. gateway/stand-ins/sns.ts is the one that knows topics, filters and errors.
 */
const arrivals = new Arrivals();
let requests = 0;

const server = createServer({ noDelay: true }, serve);
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  say({ says: "ready", port: typeof address === "object" && address !== null ? address.port : 0 });
});
process.on("message", (order: SinkOrder) => arrivals.obey(order));
process.on("disconnect", () => process.exit());

function serve(socket: Socket): void {
  let pending = "";
  socket.on("error", () => socket.destroy());
  socket.setEncoding("latin1");
  socket.on("data", (chunk: string) => {
    pending += chunk;
    for (;;) {
      const end = pending.indexOf("\r\n\r\n") + 4;
      if (end < 4) return;
      const length = Number(/\r\ncontent-length: *(\d+)/i.exec(pending.slice(0, end))?.[1] ?? 0);
      if (pending.length < end + length) return;
      socket.write(answer(pending.slice(end, end + length)));
      pending = pending.slice(end + length);
    }
  });
}

function answer(body: string): string {
  for (const event of eventsOf(body)) arrivals.take(event);
  requests += 1;
  const ids = [...body.matchAll(/PublishBatchRequestEntries\.member\.\d+\.Id=([^&]*)/g)];
  const action = ids.length > 0 ? "PublishBatch" : "Publish";
  const members = ids.map(
    ([, id], entry) => `<member><Id>${id}</Id><MessageId>${requests}-${entry}</MessageId></member>`,
  );
  const result =
    ids.length > 0
      ? `<Successful>${members.join("")}</Successful><Failed></Failed>`
      : `<MessageId>${requests}</MessageId>`;
  const xml = `<${action}Response xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><${action}Result>${result}</${action}Result><ResponseMetadata><RequestId>${requests}</RequestId></ResponseMetadata></${action}Response>`;
  return `HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: ${xml.length}\r\n\r\n${xml}`;
}

/** An event may be named more than once in what is said of it. */
function* eventsOf(body: string): Iterable<{ unit: number; seq: number }> {
  let last = "";
  for (const { unit, seq } of eventMarks(body)) {
    const mark = `${unit}-${seq}`;
    if (mark !== last) yield { unit, seq };
    last = mark;
  }
}
