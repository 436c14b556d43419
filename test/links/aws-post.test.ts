import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer as createTlsServer, getCACertificates, setDefaultCACertificates } from "node:tls";
import { type Answer, Poster } from "../../nodes/links/aws-post.ts";
import { needs } from "../needs.ts";
import { createAuthority } from "../pki.ts";
import { until } from "../until.ts";

const SILENCE_MS = 5000;
const OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
const NEVER = new AbortController().signal;

/** One connection as the server sees it. */
interface Taken {
  readonly socket: Socket;
  /** Each request, head and body. */
  readonly requests: string[];
}

/** What it does with each request, the first of its connection being 1. */
type Serve = (socket: Socket, count: number) => void;

const answering =
  (text: string): Serve =>
  (socket) =>
    socket.write(text);

function taking(serve: Serve): { readonly taken: Taken[]; take(socket: Socket): void } {
  const taken: Taken[] = [];
  return {
    taken,
    take(socket) {
      const requests: string[] = [];
      taken.push({ socket, requests });
      let pending = "";
      socket.on("error", () => {});
      socket.on("data", (chunk) => {
        pending += chunk.toString("latin1");
        const end = pending.indexOf("\r\n\r\n") + 4;
        const length = Number(/content-length: (\d+)/.exec(pending)?.[1]);
        if (end < 4 || pending.length < end + length) return;
        requests.push(pending);
        pending = "";
        serve(socket, requests.length);
      });
    },
  };
}

interface Served {
  readonly poster: Poster;
  readonly taken: readonly Taken[];
  send(body?: string, signal?: AbortSignal): Promise<Answer>;
}

async function served(serve: Serve, run: (served: Served) => Promise<void>, silenceMs = SILENCE_MS) {
  const { taken, take } = taking(serve);
  const server = createServer(take);
  const port = await listening(server);
  const poster = new Poster({ protocol: "http:", hostname: "127.0.0.1", port, path: "/" }, silenceMs);
  const send = (body = "a=b", signal = NEVER) =>
    poster.post({ host: poster.host }, Buffer.from(body), signal);
  try {
    await run({ poster, taken, send });
  } finally {
    poster.close();
    await closed(server);
  }
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

function closed(server: Server): Promise<unknown> {
  return new Promise((resolve) => server.close(resolve));
}

describe("requests to one endpoint", () => {
  it("say what AWS wants to know, and nothing else", async () => {
    await served(answering(OK), async ({ poster, taken, send }) => {
      assert.deepEqual(await send("a=b"), { status: 200, date: null, body: "ok" });
      assert.deepEqual(taken[0]?.requests, [
        `POST / HTTP/1.1\r\ncontent-length: 3\r\nhost: ${poster.host}\r\nConnection: keep-alive\r\n\r\na=b`,
      ]);
    });
  });

  it("go over one connection, one after the other", async () => {
    await served(answering(OK), async ({ taken, send }) => {
      for (const body of ["1", "2", "3"]) await send(body);
      assert.deepEqual(
        taken.map(({ requests }) => requests.length),
        [3],
      );
    });
  });

  it("go over a connection each at the same time, and find those again", async () => {
    await served(answering(OK), async ({ taken, send }) => {
      await Promise.all([send(), send(), send()]);
      await Promise.all([send(), send(), send()]);
      assert.deepEqual(
        taken.map(({ requests }) => requests.length),
        [2, 2, 2],
      );
    });
  });

  const endings: readonly (readonly [what: string, answer: string])[] = [
    ["said to be the last", "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok"],
    ["of an older protocol", "HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nok"],
  ];
  for (const [what, answer] of endings) {
    it(`open a new connection after an answer that is ${what}`, async () => {
      await served(answering(answer), async ({ taken, send }) => {
        assert.equal((await send()).body, "ok");
        assert.equal((await send()).body, "ok");
        assert.equal(taken.length, 2);
        await until("the first to be closed", () => taken[0]?.socket.destroyed === true);
      });
    });
  }

  it("are answered by a connection that ends", async () => {
    const serve: Serve = (socket) => socket.end("HTTP/1.1 200 OK\r\n\r\nok");
    await served(serve, async ({ taken, send }) => {
      assert.equal((await send()).body, "ok");
      assert.equal((await send()).body, "ok");
      assert.equal(taken.length, 2);
    });
  });

  const leavings: readonly (readonly [what: string, leave: (socket: Socket) => void])[] = [
    ["has ended", (socket) => socket.end()],
    ["speaks without being asked", (socket) => socket.write("HTTP/1.1 408 Too slow\r\n\r\n")],
  ];
  for (const [what, leave] of leavings) {
    it(`open a new connection where the one before ${what} meanwhile`, async () => {
      await served(answering(OK), async ({ taken, send }) => {
        await send();
        const first = taken[0]?.socket;
        assert.ok(first);
        leave(first);
        await until("it to be closed on both sides", () => first.destroyed);
        assert.equal((await send()).body, "ok");
        assert.equal(taken.length, 2);
      });
    });
  }

  const failures: readonly (readonly [what: string, serve: Serve, error: object])[] = [
    ["broken off", (socket) => socket.resetAndDestroy(), { code: "ECONNRESET" }],
    ["ended without an answer", (socket) => socket.end(), { code: "ECONNRESET" }],
    ["ended in the middle of it", (socket) => socket.end(OK.slice(0, -1)), { code: "ECONNRESET" }],
    ["not HTTP", answering("hello\r\n\r\n"), { code: "HPE_INVALID_CONSTANT" }],
  ];
  for (const [what, serve, error] of failures) {
    it(`fail where the answer is ${what}, and the next one is sent over a new connection`, async () => {
      const once: Serve = (socket, count) => (failed ? socket.write(OK) : serve(socket, count));
      let failed = false;
      await served(once, async ({ taken, send }) => {
        await assert.rejects(send(), error);
        failed = true;
        assert.equal((await send()).body, "ok");
        assert.equal(taken.length, 2);
      });
    });
  }

  it("are given up where the other side says nothing, also over a connection that has answered before", async () => {
    const once: Serve = (socket, count) => count === 1 && socket.write(OK);
    await served(
      once,
      async ({ taken, send }) => {
        await send();
        await assert.rejects(send(), { name: "TimeoutError" });
        assert.equal(taken.length, 1);
        await until("the connection to be closed", () => taken[0]?.socket.destroyed === true);
      },
      50,
    );
  });

  it("are taken back by whoever sent them, before and after they are on their way", async () => {
    await served(
      () => {},
      async ({ taken, send }) => {
        const controller = new AbortController();
        const sent = send("a=b", controller.signal);
        await until("the request", () => taken[0]?.requests.length === 1);
        controller.abort();
        await assert.rejects(sent, { name: "TimeoutError" });
        await until("the connection to be closed", () => taken[0]?.socket.destroyed === true);
        await assert.rejects(send("a=b", controller.signal), { name: "TimeoutError" });
        assert.ok(taken.every(({ requests }, index) => requests.length === (index === 0 ? 1 : 0)));
      },
    );
  });

  it("hold no line break that somebody has put into a key", async () => {
    await served(answering(OK), async ({ poster, taken }) => {
      const headers = { host: poster.host, "x-amz-security-token": "a\r\nx: y" };
      await assert.rejects(poster.post(headers, Buffer.from(""), NEVER), { code: "ERR_INVALID_CHAR" });
      assert.equal(taken.length, 0);
    });
  });

  it("end with the client", async () => {
    await served(
      () => {},
      async ({ poster, taken, send }) => {
        const sent = send();
        await until("the request", () => taken[0]?.requests.length === 1);
        poster.close();
        await assert.rejects(sent, { code: "ECONNRESET" });
        await until("the connection to be closed", () => taken[0]?.socket.destroyed === true);
      },
    );
  });

  if (needs("openssl")) {
    it("go over TLS to whoever proves to be the one they are for, and to nobody else", async () => {
      const folder = mkdtempSync(join(tmpdir(), "smart-lockers-post-"));
      const before = getCACertificates("default");
      const authority = createAuthority(folder);
      const { cert, key } = authority.issue("localhost", { hosts: ["localhost"] });
      const { taken, take } = taking(answering(OK));
      const server = createTlsServer({ cert, key }, take);
      const port = await listening(server);
      const posterTo = (hostname: string) =>
        new Poster({ protocol: "https:", hostname, port, path: "/" }, SILENCE_MS);
      const right = posterTo("localhost");
      const wrong = posterTo("127.0.0.1");
      try {
        setDefaultCACertificates([authority.ca]);
        const large = Buffer.alloc(100_000, "x");
        for (const _ of [1, 2]) assert.equal((await right.post({}, large, NEVER)).body, "ok");
        assert.deepEqual(
          taken.map(({ requests }) => requests.length),
          [2],
        );
        await assert.rejects(wrong.post({}, large, NEVER), { code: "ERR_TLS_CERT_ALTNAME_INVALID" });
        assert.equal(taken.flatMap(({ requests }) => requests).length, 2);
      } finally {
        setDefaultCACertificates(before);
        for (const poster of [right, wrong]) poster.close();
        await closed(server);
        rmSync(folder, { recursive: true, force: true });
      }
    });
  }
});
