import { connect } from "node:net";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { isMainThread } from "node:worker_threads";

/**
 * Loaded into the Node-RED that is measured (NODE_OPTIONS=--import): says what its process has used, whenever it is
 * asked with a line. process.cpuUsage() counts all threads of the process.
 */
const port = Number(process.env.BENCH_PROBE_PORT);
if (isMainThread && port > 0) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const socket = connect(port, "127.0.0.1");
  socket.unref();
  socket.on("error", () => {});
  socket.write(`${process.pid}\n`);
  socket.on("data", () => {
    const { user, system } = process.cpuUsage();
    const loopP99Ms = delay.count > 0 ? delay.percentile(99) / 1e6 : 0;
    socket.write(`${JSON.stringify({ cpuUs: user + system, rss: process.memoryUsage.rss(), loopP99Ms })}\n`);
    delay.reset();
  });
}
