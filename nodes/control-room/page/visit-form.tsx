import { useEffect, useRef, useState } from "preact/hooks";
import type { LockersFound, VisitLocker } from "../protocol.ts";
import { useDesk, usePicture } from "./context.ts";
import { Icon } from "./icons.tsx";
import { meantBy } from "./meant.ts";
import { siteName } from "./picture.ts";
import { said } from "./screen.ts";
import { sentence } from "./sentence.ts";
import { count, say } from "./words.ts";

/** Somebody who types is asked after so long, milliseconds. */
const TYPED_MS = 200;
/** Minutes that are usual. */
const FOR: readonly number[] = [15, 30, 45, 60, 90, 120];

interface Props {
  /** Ids of those that ask for visits. */
  readonly sites: readonly string[];
  readonly done: () => void;
}

/** Locker, hirer, time: all of it by keyboard, and no name anywhere. */
export function VisitForm({ sites, done }: Props) {
  const [locker, setLocker] = useState<VisitLocker | null>(null);
  const search = useRef<HTMLInputElement>(null);
  const back = () => {
    setLocker(null);
    requestAnimationFrame(() => search.current?.focus());
  };
  return locker === null ? (
    <Search field={search} sites={sites} choose={setLocker} />
  ) : (
    <Open
      key={locker.id}
      locker={locker}
      back={back}
      done={() => {
        done();
        back();
      }}
    />
  );
}

function Search({
  field,
  sites,
  choose,
}: {
  readonly field: preact.RefObject<HTMLInputElement | null>;
  readonly sites: readonly string[];
  readonly choose: (locker: VisitLocker) => void;
}) {
  const { requests } = useDesk();
  const picture = usePicture();
  const [text, setText] = useState("");
  const [site, setSite] = useState("");
  const [found, setFound] = useState<(LockersFound & { readonly text: string }) | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const list = useRef<HTMLUListElement>(null);

  useEffect(() => {
    const wanted = text.trim();
    setProblem(null);
    if (wanted === "") {
      setFound(null);
      return;
    }
    const gone = new AbortController();
    const timer = setTimeout(() => {
      requests.lockers({ text: wanted, ...(site === "" ? {} : { site }) }, gone.signal).then(
        (answer) => setFound({ ...answer, text: wanted }),
        (thrown: unknown) => {
          if (!gone.signal.aborted) setProblem(sentence(thrown));
        },
      );
    }, TYPED_MS);
    return () => {
      clearTimeout(timer);
      gone.abort();
    };
  }, [requests, text, site]);

  const items = found?.items ?? [];
  const move = (by: number) => {
    const buttons: HTMLElement[] = [...(list.current?.querySelectorAll("button") ?? [])];
    const at = buttons.findIndex((one) => one.matches(":focus"));
    const next = at + by < 0 ? field.current : buttons[Math.min(at + by, buttons.length - 1)];
    next?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    move(event.key === "ArrowDown" ? 1 : -1);
  };

  return (
    <search onKeyDown={onKeyDown}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const meant = found?.text === text.trim() ? meantBy(text, items) : undefined;
          if (meant !== undefined) choose(meant);
          else move(1);
        }}
      >
        {sites.length > 1 && (
          <label>
            {say("lockers.site")}
            <select value={site} onChange={(event) => setSite(event.currentTarget.value)}>
              <option value="">{say("lockers.allSites")}</option>
              {sites.map((id) => (
                <option key={id} value={id}>
                  {siteName(picture, id)}
                </option>
              ))}
            </select>
          </label>
        )}
        <label class="search-locker">
          {say("visit.whichLocker")}
          <span class="search">
            <Icon name="search" />
            <input
              ref={field}
              id="search"
              type="search"
              autocomplete="off"
              value={text}
              onInput={(event) => setText(event.currentTarget.value)}
            />
          </span>
        </label>
      </form>
      <div role="status">
        {found !== null && items.length === 0 && <p class="hint">{say("visit.noLocker")}</p>}
        {items.length > 0 && <p class="hint">{count("visit.found", items.length)}</p>}
      </div>
      {problem !== null && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      {items.length > 0 && (
        <ul class="found" ref={list} aria-label={say("visit.foundLockers")}>
          {items.map((locker) => (
            <li key={locker.id}>
              <button type="button" onClick={() => choose(locker)}>
                <b>{locker.id}</b> <i>{siteName(picture, locker.site)}</i>
              </button>
            </li>
          ))}
        </ul>
      )}
      {found?.hasMore === true && <p class="hint">{say("visit.moreLockers")}</p>}
    </search>
  );
}

function Open({
  locker: { id, site, hirers },
  back,
  done,
}: {
  readonly locker: VisitLocker;
  readonly back: () => void;
  readonly done: () => void;
}) {
  const { requests } = useDesk();
  const picture = usePicture();
  const [hirer, setHirer] = useState(hirers.length === 1 ? (hirers[0] ?? "") : "");
  const [minutes, setMinutes] = useState<number | null>(null);
  const [isSending, setSending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const first = useRef<HTMLInputElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => (hirers.length === 1 ? button : first).current?.focus(), [hirers]);

  const send = async () => {
    if (hirer === "") {
      setProblem(say("visit.whoseMissing"));
      first.current?.focus();
      return;
    }
    setSending(true);
    setProblem(null);
    try {
      await requests.openVisit({ locker: id, hirer, ...(minutes === null ? {} : { minutes }) });
      said.set(say("visit.opened", { locker: id }));
      done();
    } catch (thrown) {
      setProblem(sentence(thrown));
      setSending(false);
    }
  };

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <p class="chosen">
        <b>{id}</b> <i>{siteName(picture, site)}</i>{" "}
        <button type="button" onClick={back}>
          {say("visit.another")}
        </button>
      </p>
      {hirers.length === 0 ? (
        <p class="problem">{say("visit.noHirer")}</p>
      ) : (
        <>
          <fieldset class="choice">
            <legend>{say("visit.whose")}</legend>
            {hirers.map((reference, place) => (
              <label key={reference} class="hirer-choice">
                <input
                  {...(place === 0 ? { ref: first } : {})}
                  type="radio"
                  name="hirer"
                  checked={hirer === reference}
                  onChange={() => setHirer(reference)}
                />
                {reference}
              </label>
            ))}
            <p class="hint">{say("visit.reference")}</p>
          </fieldset>
          <label>
            {say("visit.minutes")}
            <select
              value={minutes === null ? "" : String(minutes)}
              onChange={({ currentTarget: { value } }) => setMinutes(value === "" ? null : Number(value))}
            >
              <option value="">{say("visit.usual")}</option>
              {FOR.map((choice) => (
                <option key={choice} value={String(choice)}>
                  {say("minutes", { n: choice })}
                </option>
              ))}
            </select>
          </label>
        </>
      )}
      {problem !== null && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      {hirers.length > 0 && (
        <button ref={button} type="submit" class="main" disabled={isSending}>
          {say("visit.open")}
        </button>
      )}
      <p class="hint">{say("act.signed", { who: picture.board.gateway.user ?? "" })}</p>
    </form>
  );
}
