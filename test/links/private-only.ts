import mqttLink from "../../nodes/mqtt-link/mqtt-link.ts";
import { Gateway } from "./gateway.ts";

/**
 * Run by a test as a program of its own: connects to the private broker at the port given and prints which
 * libraries with native code the process has loaded.
 */
const [port = ""] = process.argv.slice(2);
const gateway = new Gateway("mqtt.js, MQTT 5", { port: Number(port), protocol: "mqtt" }, []);
await gateway.connected();
await gateway.stop();
const report = process.report.getReport();
const libraries =
  "sharedObjects" in report && Array.isArray(report.sharedObjects) ? report.sharedObjects : [];
console.log(JSON.stringify({ nodes: typeof mqttLink, libraries }));
