/** Tells whether a topic matches; in time proportional to the shorter of the two. */
export type TopicMatch = (topic: string) => boolean;

/**
 * An MQTT topic filter as a function (MQTT 3.1.1 and 5, section 4.7): `+` stands for one level, a last `#` for any
 * number, none included; neither stands for a first level that begins with `$`.
 */
export function topicMatch(filter: string): TopicMatch {
  const wanted = filter.split("/");
  const open = wanted.at(-1) === "#";
  const fixed = open ? wanted.slice(0, -1) : wanted;
  const wildFirst = wanted[0] === "+" || wanted[0] === "#";
  const levels = fixed.map((level) =>
    level === "+" ? "[^/]*" : level.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"),
  );
  // Nothing is taken apart: this is asked of each message that comes.
  const pattern = new RegExp(`^${levels.join("/")}${open ? (fixed.length === 0 ? "" : "(?:/|$)") : "$"}`);
  return (topic) => !(wildFirst && topic.startsWith("$")) && pattern.test(topic);
}
