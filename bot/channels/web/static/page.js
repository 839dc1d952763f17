// Improves the talk: answers without loading the page anew, keeps what was said in sight, hears news.
// Everything here also works without it. What is shown is drawn by the server; this file makes no markup from texts.
"use strict";
(() => {
  const words = document.body.dataset;
  const status = document.getElementById("status");
  const log = document.querySelector("[role=log]");
  const HIDE_MILLISECONDS = 10 * 60 * 1000;
  let newest = Number(words.newest || 0);
  let stream = null;
  let busy = false;

  const parse = (html) => new DOMParser().parseFromString(html, "text/html");
  const say = (text) => { if (status) status.textContent = text; };
  const fresh = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

  // --- leaving: the page is empty at once, whatever the network does
  async function leave(form) {
    stream?.close();
    const away = form.dataset.leave;
    document.body.replaceChildren();
    const sent = fetch(form.getAttribute("action"), { method: "POST", keepalive: true, redirect: "manual" });
    await Promise.race([sent.catch(() => null), new Promise((done) => setTimeout(done, 1500))]);
    location.replace(away);
  }

  // --- answering
  const apart = document.dir === "rtl" ? "\u061B " : "; "; // as the server sets several answers apart
  function own(form, button) {
    const ticked = [...form.querySelectorAll("input:checked")].map((box) => box.parentElement.textContent);
    const typed = form.elements.namedItem("text")?.value;
    return bubble(typed ?? (ticked.length ? ticked.join(apart) : button?.lastChild?.textContent.trim() ?? ""));
  }

  function bubble(text) {
    const article = document.createElement("article");
    const who = document.createElement("b");
    who.textContent = words.you;
    const what = document.createElement("p");
    what.dir = "auto";
    what.textContent = text;
    article.append(who, what);
    article.className = "message own";
    return article;
  }

  function settle() {
    for (const form of log.querySelectorAll("form")) form.remove();
  }

  function trouble(text) {
    log.querySelector(".trouble")?.remove();
    const article = document.createElement("article");
    article.className = "message trouble";
    article.setAttribute("role", "alert");
    if (typeof text === "string") article.textContent = text; else article.append(...text);
    log.append(article);
    article.scrollIntoView({ block: "nearest" });
  }

  async function answer(form, button) {
    if (busy) return;
    busy = true;
    stream?.close();
    const waiting = setTimeout(() => say(words.waiting), 400);
    const data = new URLSearchParams(new FormData(form));
    if (button?.name) data.set(button.name, button.value);
    data.set("seen", String(newest));
    try {
      const response = await fetch(form.getAttribute("action"), { method: "POST", body: data, cache: "no-store" });
      const page = parse(await response.text());
      if (response.ok) show(page, form, own(form, button), data);
      else trouble(page.getElementById("trouble")?.children ?? words.offline);
    } catch {
      trouble(words.offline);
    } finally {
      clearTimeout(waiting);
      say("");
      busy = false;
      listen();
    }
  }

  function show(page, form, said, data) {
    const found = [...page.querySelectorAll("[role=log] > article")];
    const later = found.filter((article) => Number(article.dataset.seq) > newest);
    if (!found.length) return location.replace(words.base);
    log.querySelector(".trouble")?.remove();
    form.reset();
    const id = form.elements.namedItem("id");
    if (id) id.value = fresh();
    if (!later.length) return undefined;
    settle();
    if (/^\/lock\b/.test(data.get("press") ?? data.get("text") ?? "")) hide();
    log.append(said);
    later.forEach(add);
    speak(page);
    const first = later.find((article) => article.isConnected) ?? log;
    first.focus({ preventScroll: true });
    said.scrollIntoView({ block: "start" });
    return undefined;
  }

  // The start page has no frame for a talk yet; another language needs another frame.
  function speak(page) {
    const root = document.documentElement;
    const began = document.querySelector("main > section");
    if (page.documentElement.lang === root.lang && !began) return;
    root.lang = page.documentElement.lang;
    root.dir = page.documentElement.dir;
    began?.remove();
    document.title = page.title;
    for (const name of ["you", "waiting", "offline", "hidden"]) words[name] = page.body.dataset[name];
    for (const place of ["header", "#free", "footer", ".always"]) swap(place, page);
  }

  function swap(place, page) {
    const now = document.querySelector(`body > ${place}, main > ${place}`);
    const next = page.querySelector(`body > ${place}, main > ${place}`);
    if (now && next) now.replaceWith(next);
    else if (next) (place === "#free" ? document.querySelector("main") : document.body).append(next);
  }

  // --- news
  function add(article) {
    newest = Math.max(newest, Number(article.dataset.seq));
    if (article.dataset.key === "lock") hide();
    const before = log.lastElementChild;
    const same = before?.dataset.key === article.dataset.key && before?.dataset.talk === article.dataset.talk;
    if ("edits" in article.dataset && before && same) before.remove();
    if (article.dataset.kind) settle();
    log.append(article);
    guard(article);
    const free = document.getElementById("free");
    if (free) free.open = !log.querySelector("form");
  }

  // A coordinator's page forgets what it showed: after ten minutes, and when it is locked.
  function guard(article) {
    if ("protected" in article.dataset) setTimeout(() => article.replaceChildren(words.hidden), HIDE_MILLISECONDS);
  }

  function hide() {
    for (const article of log.querySelectorAll("[data-protected]")) article.replaceChildren(words.hidden);
  }

  // A phone of the demonstration can be at its start while its talk begins elsewhere.
  async function begin() {
    try {
      speak(parse(await (await fetch(words.base, { cache: "no-store" })).text()));
    } catch {
      location.replace(words.base);
    }
  }

  function listen() {
    stream?.close();
    if (!log || document.hidden || !(newest || words.seat)) return;
    stream = new EventSource(`${words.base}talk/after/${newest}`);
    stream.addEventListener("row", (event) => {
      if (Number(event.lastEventId) <= newest) return;
      if (!newest) begin();
      const article = parse(JSON.parse(event.data)).querySelector("article");
      const focused = log.contains(document.activeElement);
      if (article) add(article);
      if (article?.dataset.kind && focused) article.focus({ preventScroll: true });
      article?.scrollIntoView({ block: "nearest" });
    });
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if ("leave" in form.dataset) {
      event.preventDefault();
      leave(form);
    } else if ("say" in form.dataset && log) {
      event.preventDefault();
      answer(form, event.submitter);
    }
  });
  window.addEventListener("message", (event) => {
    if (event.origin !== location.origin || !words.seat || !log || busy) return;
    settle();
    const said = bubble(String(event.data.said));
    log.append(said);
    said.scrollIntoView({ block: "nearest" });
  });
  document.addEventListener("visibilitychange", listen);
  window.addEventListener("pagehide", () => stream?.close());
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  if (log) {
    log.querySelectorAll("article").forEach(guard);
    log.lastElementChild?.scrollIntoView({ block: "nearest" });
    listen();
  }
})();
