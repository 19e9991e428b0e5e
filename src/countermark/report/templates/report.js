"use strict";
(() => {
  const root = document.getElementById("text");
  const cards = [...root.querySelectorAll(".card")];
  if (!cards.length) return;
  const wide = matchMedia("(min-width:64rem)");
  const paper = matchMedia("print");
  const said = document.getElementById("said");
  const help = document.getElementById("help");
  const GAP = 16;
  let current = -1;

  root.querySelectorAll(".scripted").forEach((one) => { one.hidden = false; });

  const anchor = (card) => document.getElementById("t" + card.dataset.n);

  function place() {
    const live = wide.matches && !paper.matches;
    root.classList.toggle("live", live);
    if (!live) {
      cards.forEach((card) => { card.style.top = ""; });
      root.style.minHeight = "";
      return;
    }
    const zero = root.getBoundingClientRect().top;
    const wanted = cards.map((card) => {
      const at = anchor(card) || card.parentElement.parentElement;
      return at.getBoundingClientRect().top - zero;
    });
    const heights = cards.map((card) => card.offsetHeight);
    const tops = new Array(cards.length);
    let below = 0;
    const from = Math.max(current, 0);
    if (current >= 0) {
      tops[current] = Math.max(wanted[current], 0);
      let above = tops[current];
      for (let i = current - 1; i >= 0; i -= 1) {
        tops[i] = Math.min(wanted[i], above - GAP - heights[i]);
        above = tops[i];
      }
      if (tops[0] < 0) {
        for (let i = 0, floor = 0; i <= current; i += 1) {
          tops[i] = Math.max(tops[i], floor);
          floor = tops[i] + heights[i] + GAP;
        }
      }
      below = tops[current] + heights[current] + GAP;
    }
    for (let i = current >= 0 ? from + 1 : 0; i < cards.length; i += 1) {
      tops[i] = Math.max(wanted[i], below);
      below = tops[i] + heights[i] + GAP;
    }
    cards.forEach((card, i) => { card.style.top = tops[i] + "px"; });
    root.style.minHeight = below + "px";
  }

  function light(n, on) {
    root.querySelectorAll('[data-c~="' + n + '"],[data-w~="' + n + '"],.ref[href="#k' + n + '"]').forEach((one) => {
      one.classList.toggle("on", on);
    });
  }

  function choose(index, { focus = true, scroll = true } = {}) {
    if (index < 0 || index >= cards.length) return;
    release();
    current = index;
    const card = cards[index];
    card.classList.add("on");
    light(card.dataset.n, true);
    place();
    if (focus) card.focus({ preventScroll: true });
    if (scroll) {
      const target = wide.matches ? anchor(card) || card : card;
      target.scrollIntoView({ block: wide.matches ? "center" : "start", behavior: "auto" });
    }
    try { history.replaceState(null, "", "#k" + card.dataset.n); } catch { /* a page without an address */ }
    said.textContent = "Statement " + card.dataset.n + " of " + cards.length;
  }

  function release() {
    if (current < 0) return;
    cards[current].classList.remove("on");
    light(cards[current].dataset.n, false);
    current = -1;
  }

  function toggle(card) {
    const more = card.querySelector("details.more");
    if (more) more.open = !more.open;
  }

  const number = (hash) => cards.findIndex((card) => hash === "#k" + card.dataset.n);

  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#k"]');
    if (link) {
      const index = number(link.getAttribute("href"));
      if (index >= 0) { event.preventDefault(); choose(index); }
      return;
    }
    if (event.target.closest("a,summary,button,input")) return;
    const card = event.target.closest(".card");
    if (card) { choose(cards.indexOf(card), { focus: false, scroll: false }); return; }
    const words = event.target.closest("[data-c]");
    if (words && !String(getSelection())) {
      const inner = words.dataset.c.split(" ").pop();
      choose(number("#k" + inner), { scroll: !wide.matches });
    }
  });

  root.addEventListener("pointerover", (event) => {
    const card = event.target.closest(".card");
    const words = event.target.closest("[data-c]");
    const n = card ? card.dataset.n : words ? words.dataset.c.split(" ").pop() : null;
    if (n === null) return;
    light(n, true);
    const off = () => { if (current < 0 || cards[current].dataset.n !== n) light(n, false); };
    (card || words).addEventListener("pointerleave", off, { once: true });
  });

  root.addEventListener("focusin", (event) => {
    const card = event.target.closest(".card");
    if (card && cards.indexOf(card) !== current) choose(cards.indexOf(card), { focus: false, scroll: false });
  });

  root.addEventListener("toggle", place, true);

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
    if (event.target.closest("input,textarea,select,[contenteditable]")) return;
    const control = event.target.closest("a,summary,button");
    const key = event.key;
    let used = true;
    if (key === "j" || key === "ArrowRight") choose(current < 0 ? nearest() : Math.min(current + 1, cards.length - 1));
    else if (key === "k" || key === "ArrowLeft") choose(current < 0 ? nearest() : Math.max(current - 1, 0));
    else if (key === "Enter" && !control && current >= 0) toggle(cards[current]);
    else if (key === "t" && current >= 0) (anchor(cards[current]) || cards[current]).scrollIntoView({ block: "center" });
    else if (key === "n" && current >= 0) same();
    else if (key === "o") all();
    else if (key === "Escape" && current >= 0) { cards[current].blur(); release(); place(); }
    else if (key === "?") help.showModal();
    else used = false;
    if (used) event.preventDefault();
  });

  function nearest() {
    const middle = innerHeight / 3;
    const index = cards.findIndex((card) => {
      const at = anchor(card);
      return at && at.getBoundingClientRect().top >= Math.min(middle, 80);
    });
    return Math.max(index, 0);
  }

  function same() {
    const verdict = cards[current].dataset.v;
    for (let step = 1; step <= cards.length; step += 1) {
      const index = (current + step) % cards.length;
      if (cards[index].dataset.v === verdict) { choose(index); return; }
    }
  }

  function all() {
    const open = !cards.every((card) => card.querySelector("details.more").open);
    cards.forEach((card) => { card.querySelector("details.more").open = open; });
    place();
  }

  const settle = () => requestAnimationFrame(() => requestAnimationFrame(() => root.classList.add("settled")));
  const jump = () => { root.classList.remove("settled"); place(); settle(); };
  wide.addEventListener("change", jump);
  paper.addEventListener("change", jump);
  addEventListener("resize", jump);
  addEventListener("hashchange", () => { const index = number(location.hash); if (index >= 0) choose(index); });
  if (document.fonts && document.fonts.ready) document.fonts.ready.then(place);
  place();
  const first = number(location.hash);
  if (first >= 0) choose(first);
  settle();
})();
