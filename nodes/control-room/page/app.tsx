import { useEffect, useState } from "preact/hooks";
import { ActDialog } from "./act-dialog.tsx";
import { Alarms } from "./alarms.tsx";
import { Announcer } from "./announcer.tsx";
import { Banners } from "./banners.tsx";
import { choices } from "./choices.ts";
import { DeskContext, useDesk, usePicture } from "./context.ts";
import { Day } from "./day.tsx";
import { Desk } from "./desk.ts";
import { Header } from "./header.tsx";
import { HelpDialog } from "./help-dialog.tsx";
import { History } from "./history.tsx";
import { listen } from "./keys.ts";
import { Lockers } from "./lockers.tsx";
import { Outbox } from "./outbox.tsx";
import { PastDialog } from "./past-dialog.tsx";
import { overlay, view } from "./screen.ts";
import { sentence } from "./sentence.ts";
import { type Door, door, forget, kept, type Session, signOut } from "./session.ts";
import { SettingsDialog } from "./settings-dialog.tsx";
import { SignIn } from "./sign-in.tsx";
import { useStore } from "./store.ts";
import { Title } from "./tab-title.tsx";
import { TheftDialog } from "./theft-dialog.tsx";
import { type View, viewFor } from "./views.ts";
import { Visits } from "./visits.tsx";
import { Wall } from "./wall.tsx";
import { say } from "./words.ts";

/** Asked again while the gateway does not answer, milliseconds. */
const ASK_AGAIN_MS = 2_000;

const PAGES: Readonly<Record<View, () => preact.JSX.Element>> = {
  alarms: Alarms,
  lockers: Lockers,
  history: History,
  outbox: Outbox,
  visits: Visits,
  day: Day,
};

/** Nobody is at the desk until it is known who may be. */
export function App() {
  const [way, setWay] = useState<Door | null>(null);
  const [desk, setDesk] = useState<Desk | null>(null);
  const [why, setWhy] = useState<string | null>(null);
  useTheme();

  const enter = (session: Session, touched: boolean) => {
    const fresh = new Desk(session, (sentence) => {
      forget();
      setWhy(sentence);
      setDesk(null);
    });
    // Whoever has just signed in has touched the page, so the browser lets it be heard.
    if (touched) void fresh.siren.arm();
    setWhy(null);
    setDesk(fresh);
  };

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async () => {
      try {
        const found = await door();
        const session = found === "open" ? { token: null, user: null, endsAt: null } : kept();
        setWhy(null);
        if (session !== null) enter(session, false);
        setWay(found);
      } catch (thrown) {
        setWhy(sentence(thrown));
        timer = setTimeout(() => void ask(), ASK_AGAIN_MS);
      }
    };
    void ask();
    return () => clearTimeout(timer);
  }, []);

  if (desk !== null) {
    const leave = () => {
      void signOut(desk.session);
      setDesk(null);
    };
    return (
      <DeskContext.Provider value={desk}>
        <AtDesk key={desk.session.token} leave={leave} />
      </DeskContext.Provider>
    );
  }
  if (way === null) return <Waiting text={why ?? say("loading")} />;
  return (
    <SignIn
      why={why}
      door={way === "elsewhere" ? way : "password"}
      enter={(session) => enter(session, true)}
    />
  );
}

function AtDesk({ leave }: { readonly leave: () => void }) {
  const desk = useDesk();
  useEffect(() => {
    desk.open();
    const silence = listen(desk);
    // The first touch of the page, wherever it is, lets alarms be heard. Not before it is a click: what makes room when
    // its banner goes would slip away below the finger.
    const touched = () => {
      if (choices.value.sound && !desk.isArmed.value) void desk.siren.arm();
    };
    document.addEventListener("click", touched);
    document.addEventListener("keydown", touched);
    return () => {
      document.removeEventListener("click", touched);
      document.removeEventListener("keydown", touched);
      silence();
      desk.close();
      overlay.set(null);
    };
  }, [desk]);
  const picture = useStore(desk.picture);
  const hearing = useStore(desk.hearing);
  if (picture === null) {
    return (
      <Waiting
        text={hearing.state === "lost" ? say("loading.lost", { why: hearing.why ?? "" }) : say("loading")}
      />
    );
  }
  return <Whole leave={leave} />;
}

function Whole({ leave }: { readonly leave: () => void }) {
  const { gateway } = usePicture().board;
  // There is nothing to be read from afar where only visits are shown.
  const wall = useStore(choices).wall && gateway.canRead;
  const { state } = useStore(useDesk().hearing);
  const Page = PAGES[viewFor(useStore(view), gateway)];
  return (
    <div class={`app ${state === "lost" ? "old" : ""}`}>
      {!wall && <Header leave={leave} />}
      <Banners />
      <main>{wall ? <Wall /> : <Page />}</main>
      <Over />
      <Announcer />
      <Title />
    </div>
  );
}

function Over() {
  const over = useStore(overlay);
  switch (over?.kind) {
    case undefined:
      return null;
    case "act":
      return <ActDialog key={`${over.act} ${over.incident}`} act={over.act} incident={over.incident} />;
    case "past":
      return <PastDialog key={over.incident} incident={over.incident} />;
    case "theft":
      return <TheftDialog key={`${over.deed} ${over.incident.id}`} {...over} />;
    case "help":
      return <HelpDialog />;
    case "settings":
      return <SettingsDialog />;
  }
}

function Waiting({ text }: { readonly text: string }) {
  return (
    <main class="sign-in">
      <div class="panel">
        <h1>
          <img src="mark.svg" alt="" /> <span>{say("title")}</span>
        </h1>
        <p role="status">{text}</p>
      </div>
    </main>
  );
}

function useTheme(): void {
  const { theme } = useStore(choices);
  useEffect(() => {
    if (theme === null) delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  }, [theme]);
}
