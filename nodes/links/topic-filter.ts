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
  return (topic) => {
    if (wildFirst && topic.startsWith("$")) return false;
    const levels = topic.split("/", fixed.length + 1);
    return (
      (open ? levels.length >= fixed.length : levels.length === fixed.length) &&
      fixed.every((level, index) => level === "+" || level === levels[index])
    );
  };
}
