/** Everything that an open editor is told as it happens: statuses, the debug sidebar, notifications, the event log. */
export class EditorSocket {
  readonly heard: string[] = [];
  readonly #socket: WebSocket;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  static async open(url: string, token: string | null): Promise<EditorSocket> {
    const socket = new WebSocket(`${url.replace(/^http/, "ws")}/comms`);
    const editor = new EditorSocket(socket);
    await new Promise<void>((resolve, reject) => {
      socket.onerror = () => reject(new Error("Node-RED refused the editor's socket"));
      socket.onopen = () => socket.send(JSON.stringify({ auth: token }));
      socket.onmessage = ({ data }) => {
        editor.heard.push(String(data));
        if (/"auth":"ok"/.test(String(data))) resolve();
      };
    });
    for (const topic of ["#", "status/#", "debug", "notification/#", "event-log/#"])
      socket.send(JSON.stringify({ subscribe: topic }));
    return editor;
  }

  close(): void {
    this.#socket.close();
  }
}
