import { smtpTransport } from "../links/mail.ts";
import { systemClock } from "../runtime/clock.ts";
import { withConsent } from "../runtime/consent-guard.ts";
import { defineNode } from "../runtime/define-node.ts";
import { startNotify } from "../runtime/notify.ts";
import { emailNotify } from "./config.ts";
import { mailSender } from "./mail-sender.ts";

/** Tells people by e-mail, over an SMTP server or Amazon SES. */
export default defineNode("email-notify", emailNotify, (node) => {
  const { config, credentials } = node;
  const register = node.peer("locker-register", config.register);
  const transport =
    config.via === "ses"
      ? node.peer("aws-account", config.account).mail()
      : // Not the node's own clock: a delivery under way at a deploy still ends at its deadline.
        smtpTransport(
          {
            host: config.host,
            port: config.port,
            security: config.security,
            user: credentials.user,
            password: credentials.password,
          },
          systemClock,
        );
  // The sender's address and the server are this node's own, and so is the route.
  const route = `email:${node.id}:${register.id}`;
  return startNotify(node, {
    asker: {
      node: node.id,
      to: config.to,
      role: config.role,
      topic: "",
      channels: ["email"],
      template: {
        text: config.text,
        subject: config.subject,
        ...(config.to === "hirers" ? { own: true } : {}),
      },
      wording: config.wording,
      routeOf: () => route,
    },
    register,
    senders: [
      withConsent(
        mailSender(route, { transport, from: config.from, perSecond: config.perSecond }, register),
        register,
        node.clock,
      ),
    ],
    close: () => transport.close(),
  });
});
