// The demonstration's buttons and its strip "Kept right now".
"use strict";
(() => {
  const words = document.body.dataset;
  const happened = document.getElementById("happened");
  const names = Object.fromEntries(
    [...document.querySelectorAll("iframe")].map((frame) => [frame.name, frame.title]));

  function line(text, pane) {
    const item = document.createElement("li");
    if (pane) {
      const who = document.createElement("b");
      who.textContent = `${names[pane] ?? pane} – `;
      item.append(who);
    }
    item.append(text);
    happened.append(item);
  }

  async function post(address, fields = {}) {
    const response = await fetch(address, { method: "POST", body: new URLSearchParams(fields) });
    if (response.status === 409) throw new Error(words.busy);
    if (!response.ok) throw new Error(words.offline);
    return response;
  }

  function open(pane) {
    const frame = document.getElementById(`pane-${pane}`);
    frame.src = frame.getAttribute("src");
  }

  // The pane shows what is pressed in it as if somebody sat there.
  function press(pane, text) {
    document.getElementById(`pane-${pane}`).contentWindow.postMessage({ said: text }, location.origin);
    line(text, pane);
  }

  async function kept() {
    try {
      const numbers = await (await fetch("/demo/kept", { cache: "no-store" })).json();
      for (const cell of document.querySelectorAll("[data-kept]")) cell.textContent = String(numbers[cell.dataset.kept] ?? 0);
    } catch {
      // The next second tries again.
    }
    setTimeout(kept, 1000);
  }

  async function story() {
    line(words.playing);
    const reader = (await post("/demo/story")).body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      const parts = (rest + value).split("\n");
      rest = parts.pop();
      for (const part of parts) {
        const { pane, text } = JSON.parse(part);
        if (text) press(pane, text); else open(pane);
      }
    }
  }

  const actions = {
    story,
    days: async (days) => {
      const { lines } = await (await post("/demo/later", { days, lang: document.documentElement.lang })).json();
      lines.forEach((text) => line(text));
      for (const frame of document.querySelectorAll("iframe")) frame.contentWindow.location.reload();
    },
    situation: async (number) => {
      await post("/demo/situation", { number });
      open("worker");
    },
    code: async () => {
      document.getElementById("code").textContent = (await (await post("/demo/code")).json()).code;
    },
    again: async (pane) => open(pane),
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button");
    const name = Object.keys(actions).find((known) => button && known in button.dataset);
    if (!name || button.getAttribute("aria-disabled")) return;
    button.setAttribute("aria-disabled", "true");
    try {
      await actions[name](button.dataset[name]);
    } catch (error) {
      line(error.message || words.offline);
    } finally {
      button.removeAttribute("aria-disabled");
    }
  });
  kept();
})();
