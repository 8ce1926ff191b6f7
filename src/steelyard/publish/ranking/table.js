"use strict";
// The table of a ranking: sorted by any column, searched, filtered. What is chosen stands in the
// address, so that it can be linked. All words come from the page; rows are its own, or those that
// the script beside a long list brings.
(() => {
  const form = document.getElementById("find");
  const table = document.getElementById("ranking");
  if (!form || !table) return;

  const said = form.dataset;
  const size = Number(said.size);
  const total = Number(said.all);
  const tag = document.documentElement.lang;
  const collator = new Intl.Collator(tag, { numeric: true, sensitivity: "base" });
  const figures = new Intl.NumberFormat(tag);
  const missing = "–";
  const atOnce = 100;

  const region = table.parentElement;
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  const names = heads.map((head) => head.dataset.name);
  const selects = [...form.querySelectorAll("select")];
  const search = form.elements.q;
  const status = document.getElementById("count");
  const nothing = document.getElementById("nothing");
  const parts = document.querySelector(".table-parts");

  // Rows by their place in the published order: in the page, or as the text that one is made of.
  const rows = [...body.rows];
  const inPage = rows.length;
  let brought = null;

  const rowAt = (at) => {
    if (!rows[at]) {
      const holder = document.createElement("template");
      holder.innerHTML = brought.html[at - inPage];
      rows[at] = holder.content.firstElementChild;
    }
    return rows[at];
  };

  // What is read of all rows, once: of those in the page from their cells.
  const kept = new Map();
  const ofRows = (name, read, more) => {
    if (!kept.has(name)) {
      const found = rows.slice(0, inPage).map(read);
      kept.set(name, brought ? found.concat(more(brought)) : found);
    }
    return kept.get(name);
  };

  const shownIn = (cell) => (cell.querySelector("a, bdi") ?? cell).textContent;
  const number = (cell) => {
    const shown = cell.dataset.v ?? cell.textContent;
    const value = parseFloat(shown.replace("−", "-").replaceAll(",", ""));
    return Number.isNaN(value) ? null : value;
  };

  const keysOf = (name) => {
    const at = names.indexOf(name);
    const numeric = "numeric" in heads[at].dataset;
    const text = (cell) => (shownIn(cell) === missing ? null : shownIn(cell));
    const read = numeric ? number : text;
    return ofRows(`key ${name}`, (row) => read(row.cells[at]), (other) => other.keys[name]);
  };

  // The place of each row's key among all keys, −1 where it is missing: sorting compares no more.
  const places = new Map();
  const placesOf = (name) => {
    if (!places.has(name)) {
      const keys = keysOf(name);
      const distinct = [...new Set(keys)].filter((key) => key !== null);
      const numeric = typeof distinct[0] === "number";
      distinct.sort(numeric ? (one, other) => one - other : collator.compare);
      const place = new Map();
      distinct.forEach((key, at) => {
        const same = at > 0 && !numeric && collator.compare(distinct[at - 1], key) === 0;
        place.set(key, same ? place.get(distinct[at - 1]) : at);
      });
      places.set(name, Int32Array.from(keys, (key) => (key === null ? -1 : place.get(key))));
    }
    return places.get(name);
  };

  const codesOf = (name) => {
    const at = names.indexOf(name);
    const code = (row) => row.cells[at].dataset.code ?? row.cells[at].textContent;
    return ofRows(`code ${name}`, code, (other) => other.codes[name]);
  };

  const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const wordsOf = () => {
    const at = names.indexOf("unit");
    const words = (row) => {
      const key = row.cells[at].querySelector("small:not(.why)")?.textContent ?? "";
      return folded(`${shownIn(row.cells[at])} ${key}`);
    };
    return ofRows("words", words, (other) => other.names.map((pair) => folded(pair.join(" "))));
  };

  // What is asked for: the address says it, and links and reloads bring it back.
  const fresh = () => ({ q: "", sort: "", page: 1, chosen: new Map() });
  let state = fresh();

  const matching = () => {
    let found = Array.from({ length: brought ? total : inPage }, (_one, at) => at);
    for (const select of selects) {
      const wanted = state.chosen.get(select.name);
      if (wanted === undefined) continue;
      const codes = codesOf(select.dataset.column);
      found = found.filter((at) => codes[at] === wanted);
    }
    const terms = folded(state.q).split(/\s+/).filter(Boolean);
    if (!terms.length) return found;
    const words = wordsOf();
    return found.filter((at) => terms.every((term) => words[at].includes(term)));
  };

  // Missing keys stand last in both directions, equal ones in the order of publication.
  const sorted = (found) => {
    if (!state.sort) return found;
    const sign = state.sort.startsWith("-") ? -1 : 1;
    const places = placesOf(state.sort.replace(/^-/, ""));
    return found.sort((one, other) => {
      const first = places[one];
      const second = places[other];
      if (first === second) return one - other;
      if (first < 0) return 1;
      if (second < 0) return -1;
      return sign * (first - second);
    });
  };

  // In the order of ranks, units of one band have one shade, whatever is left out between them.
  const shader = () => {
    const at = names.indexOf("band");
    const ranked = ["", "rank", "band", "score"].includes(state.sort.replace(/^-/, ""));
    let last = null;
    let dark = true;
    return (row) => {
      if (at < 0) return row;
      const band = row.cells[at].textContent;
      if (band !== last) dark = !dark;
      last = band;
      row.classList.toggle("shade", ranked && dark && band !== missing);
      return row;
    };
  };

  // Columns keep their widths while rows come and go.
  const hold = () => {
    if (heads[0].style.minWidth) return;
    const widths = heads.map((head) => head.getBoundingClientRect().width);
    heads.forEach((head, at) => (head.style.minWidth = `${Math.floor(widths[at])}px`));
  };
  const release = () => heads.forEach((head) => (head.style.minWidth = ""));

  // Laying out thousands of rows takes a browser long: those in sight come first, the others
  // behind them, some at a time, unless something else is asked for meanwhile.
  let turn = 0;
  let rest = () => {};
  const put = (shown) => {
    const mine = ++turn;
    const shade = shader();
    let at = 0;
    const next = (count) => {
      const some = shown.slice(at, at + count).map((place) => shade(rowAt(place)));
      at += some.length;
      return some;
    };
    const later = () => {
      if (mine !== turn || at === shown.length) return;
      body.append(...next(atOnce));
      setTimeout(later, 16);
    };
    rest = () => body.append(...next(shown.length));
    hold();
    body.replaceChildren(...next(atOnce));
    region.scrollTop = 0;
    setTimeout(later, 16);
  };

  const fill = (text, gaps) =>
    text.replace(/\{(\w+)\}/g, (_all, name) => figures.format(gaps[name]));
  const tell = (found, from, to) => {
    const gaps = { from: from + 1, to, shown: found, all: total };
    const whole = to - from === found;
    const text = whole ? said.shown : found === total ? said.rows : said.part;
    status.textContent = fill(text, gaps) + (found ? "" : `. ${nothing.textContent}`);
    nothing.hidden = found > 0;
  };

  const mark = () => {
    const name = state.sort.replace(/^-/, "") || "rank";
    const order = state.sort.startsWith("-") ? "descending" : "ascending";
    for (const head of heads) {
      if (head.dataset.name === name) head.setAttribute("aria-sort", order);
      else head.removeAttribute("aria-sort");
    }
  };

  const turnable = (pages) => {
    if (!parts) return;
    const [before, after] = parts.querySelectorAll("button");
    before.disabled = state.page === 1;
    after.disabled = state.page === pages;
    parts.hidden = pages === 1;
  };

  const show = () => {
    const found = sorted(matching());
    const pages = Math.max(1, Math.ceil(found.length / size));
    state.page = Math.min(Math.max(1, state.page), pages);
    const from = (state.page - 1) * size;
    const shown = found.slice(from, from + size);
    put(shown);
    tell(found.length, from, from + shown.length);
    turnable(pages);
    mark();
    address();
  };

  const asked = () => {
    const found = new URLSearchParams();
    if (state.q) found.set("q", state.q);
    for (const [name, value] of state.chosen) found.set(name, value);
    if (state.sort) found.set("sort", state.sort);
    if (state.page > 1) found.set("page", state.page);
    return found.toString();
  };

  // Ways to other lists and languages lead to the same rows there.
  const address = () => {
    const hash = asked() && `#${asked()}`;
    if (location.hash !== hash) {
      history.replaceState(null, "", hash || location.pathname + location.search);
    }
    for (const link of document.querySelectorAll(".languages a, .list-switch a")) {
      link.href = link.href.replace(/#.*$/, "") + hash;
    }
  };

  // Take over what the address asks for; false where it asks for nothing of this table.
  const follow = () => {
    const wanted = new URLSearchParams(location.hash.slice(1));
    const known = ["q", "sort", "page", ...selects.map((select) => select.name)];
    if (location.hash.length > 1 && !known.some((name) => wanted.has(name))) return false;
    state = fresh();
    for (const select of selects) {
      const value = wanted.get(select.name);
      const there = value && [...select.options].some((option) => option.value === value);
      if (there) state.chosen.set(select.name, value);
      select.value = there ? value : "";
    }
    const sort = wanted.get("sort") ?? "";
    if (names.includes(sort.replace(/^-/, ""))) state.sort = sort === "rank" ? "" : sort;
    state.page = Math.trunc(Number(wanted.get("page"))) || 1;
    state.q = wanted.get("q") ?? "";
    search.value = state.q;
    return true;
  };

  // The rows that are not in the page come when something is first asked of all of them.
  let coming = null;
  const bring = (done) => {
    status.textContent = said.loading;
    const script = document.createElement("script");
    script.src = said.further;
    script.addEventListener("load", () => {
      brought = window.steelyardRows;
      done();
    });
    script.addEventListener("error", () => {
      const text = document.createElement("p");
      text.className = "note warning";
      text.textContent = said.absent;
      form.after(text);
      done();
    });
    document.head.append(script);
  };
  const changed = async () => {
    if (said.further) await (coming ??= new Promise(bring));
    show();
  };
  const anew = () => {
    state.page = 1;
    return changed();
  };

  for (const head of heads) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const now = head.getAttribute("aria-sort") ?? "";
      const order = { "": head.dataset.first, ascending: "descending" }[now] ?? "ascending";
      const sort = (order === "descending" ? "-" : "") + head.dataset.name;
      state.sort = sort === "rank" ? "" : sort;
      anew();
    });
  }
  for (const select of selects) {
    const [everything, ...options] = select.options;
    const label = (option) => option.dataset.label;
    const unknown = (option) => Number(option.value === missing);
    options.sort(
      (one, other) =>
        unknown(one) - unknown(other) || collator.compare(label(one), label(other)),
    );
    select.replaceChildren(everything, ...options);
    select.addEventListener("change", () => {
      if (select.value) state.chosen.set(select.name, select.value);
      else state.chosen.delete(select.name);
      anew();
    });
  }
  search.addEventListener("input", () => {
    state.q = search.value.trim();
    anew();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => {
    state = fresh();
    changed();
  });
  if (parts) {
    parts.querySelector("ul").remove();
    parts.querySelector(".turning").hidden = false;
    parts.addEventListener("click", (event) => {
      if (!event.target.value) return;
      state.page += Number(event.target.value);
      changed();
    });
    turnable(Math.ceil(total / size));
  }
  window.addEventListener("hashchange", () => follow() && changed());
  window.addEventListener("resize", release);
  window.addEventListener("beforeprint", () => rest());
  form.hidden = false;
  mark();
  if (follow() && asked()) changed();
})();
