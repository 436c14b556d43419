/** Why a text is not the ARN of a topic that can be published to, or null where it is one. */
export function topicArnFault(text: string): "malformed" | "fifo" | null {
  if (!/^arn:aws(-[a-z]+)*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}(\.fifo)?$/.test(text)) return "malformed";
  return text.endsWith(".fifo") ? "fifo" : null;
}
