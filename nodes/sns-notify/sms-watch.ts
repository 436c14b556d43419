import type { Translate } from "../config/problem.ts";
import type { Notice, NoticeTemplate } from "../domain/notice.ts";
import { SAMPLE_VALUES } from "../domain/sample-values.ts";
import { smsLength } from "../domain/sms.ts";
import { render } from "../domain/template.ts";

/** Says once what is odd about the SMS that go out; they go out all the same. */
export class SmsWatch {
  readonly #translate: Translate;
  readonly #warn: (sentence: string) => void;
  /** How many SMS a text takes as the dialog shows it, by text. */
  readonly #expected = new Map<string, number>();
  #saidEntity = false;

  constructor(translate: Translate, warn: (sentence: string) => void) {
    this.#translate = translate;
    this.#warn = warn;
  }

  /** A longer name than the invented one makes more SMS of a text than its preview shows, or writes it in the long form. */
  length(notice: Notice, template: NoticeTemplate, filled: string): void {
    // Staff read what an incident says, which has no usual length.
    if (notice.recipient.kind !== "hirer") return;
    const expected = this.#expected.get(template.text) ?? this.#expectedOf(template);
    const { segments, encoding, foreign } = smsLength(filled);
    if (segments <= expected) return;
    this.#expected.set(template.text, segments);
    const params = { segments, expected, site: notice.site, characters: foreign.slice(0, 10).join(" ") };
    const isNew = encoding === "UCS-2" && !isLong(template.text);
    this.#warn(this.#translate(isNew ? "sns-notify.warn.long-form" : "sns-notify.warn.longer", params));
  }

  /** SNS takes a DLT template only together with the entity that has registered it. */
  entity(template: NoticeTemplate, entityId: string): void {
    if (this.#saidEntity || template.dltTemplateId === undefined || entityId !== "") return;
    this.#saidEntity = true;
    this.#warn(this.#translate("sns-notify.warn.entity"));
  }

  #expectedOf({ text }: NoticeTemplate): number {
    const { segments } = smsLength(render(text, SAMPLE_VALUES.hirers));
    this.#expected.set(text, segments);
    return segments;
  }
}

function isLong(text: string): boolean {
  return smsLength(text).encoding === "UCS-2";
}
