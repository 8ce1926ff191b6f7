/* Your weights: the ranking computed again whenever a slider moves, beside the published one. */
(function () {
  "use strict";

  // As many rows as are laid out again within a frame.
  const ROWS = 50;
  const QUIET = 700;
  const LINK = 300;
  const { tree, rank, sortPlaces, spearman, agrees, floats, ranksOf } = window.steelyardKernel;
  const { sliders, readLink, writeLink, number, filled, setText } = window.steelyardSliders;

  const settings = JSON.parse(document.getElementById("weights-settings").textContent);
  const { lists, places, about, said } = settings;
  const part = (name) => document.querySelector(`[data-part="${name}"]`);
  const tool = part("tool");
  const panel = sliders(tool, said, changed);

  const periods = new Map();
  let shown = lists[0];
  let period = null;
  let now = null;
  let former = null;
  let view = null;
  let first = 0;
  let waiting = false;
  let loading = 0;

  /* Periods: the first is on the page, others are loaded when they are asked for. */

  function opened(file) {
    if (!periods.has(file)) {
      const told = window.steelyardWeights[file];
      const score = floats(told.score);
      const made = {
        told,
        tree: tree(told),
        score,
        ranks: ranksOf(told.ranks),
        interval: told.interval === null ? null : told.interval.map(ranksOf),
        order: told.order === undefined ? null : Int32Array.from(told.order),
        names: null,
        largest: score.reduce((most, one) => (one > most ? one : most), 0),
        least: score.reduce((least, one) => (one < least ? one : least), 0),
        right: false,
      };
      made.right = agrees(made.tree.scores(), score) && told.lists.every((span) => ranked(made, span));
      periods.set(file, made);
    }
    return periods.get(file);
  }

  /* Whether the published ranks follow from the published weights. */
  function ranked(made, [from, to]) {
    const { ranks } = rank(made.tree.scores(), made.told.rank, from, to, made.order);
    return ranks.every((own, at) => Object.is(own, made.ranks[from + at]));
  }

  function loaded(file, then) {
    if (window.steelyardWeights?.[file] !== undefined) {
      then();
      return;
    }
    const turn = ++loading;
    const script = document.createElement("script");
    script.src = new URL(file, document.querySelector('script[src$="weights-kernel.js"]').src).href;
    script.addEventListener("load", () => turn === loading && then());
    script.addEventListener("error", () => turn === loading && fail());
    document.head.append(script);
  }

  function open(list, then = () => {}) {
    loaded(list.file, () => {
      shown = list;
      period = opened(list.file);
      tool.hidden = !period.right;
      part("failed").hidden = period.right;
      if (!period.right) return;
      const [from, to] = period.told.lists[list.at];
      former = average(period.score, from, to);
      first = 0;
      panel.use(period.told);
      if (part("list") !== null) part("list").value = list.address;
      then();
      draw();
    });
  }

  function fail() {
    tool.hidden = true;
    part("failed").hidden = false;
  }

  function average(scores, from, to) {
    return rank(scores, period.told.rank, from, to, period.order).average;
  }

  /* From weights to ranks. */

  function changed() {
    if (!waiting) {
      waiting = true;
      requestAnimationFrame(draw);
    }
    clearTimeout(changed.later);
    changed.later = setTimeout(keepLink, LINK);
  }

  function compute() {
    period.tree.weigh(panel.weights());
    const [from, to] = period.told.lists[shown.at];
    now = rank(period.tree.scores(), period.told.rank, from, to, period.order);
  }

  function draw() {
    waiting = false;
    compute();
    view = visible();
    drawTable();
    drawSummary();
    drawEmpty();
  }

  /* How many places a unit of the list rose: negative where it fell, NaN without both ranks. */
  function rise(unit) {
    return period.ranks[unit] - now.ranks[unit - period.told.lists[shown.at][0]];
  }

  function visible() {
    const [from, to] = period.told.lists[shown.at];
    let order = now.order;
    if (part("order").value === "published") {
      order = Int32Array.from({ length: to - from }, (_none, at) => from + at);
    } else if (part("order").value === "change") {
      const size = new Float64Array(to);
      for (let unit = from; unit < to; unit++) size[unit] = Math.abs(rise(unit)) || 0;
      order = sortPlaces(Int32Array.from(now.order), size);
    }
    const wanted = folded(part("search").value.trim());
    if (wanted === "") return order;
    period.names ??= period.told.names.map(folded);
    return order.filter((unit) => period.names[unit].includes(wanted));
  }

  function folded(text) {
    return text.normalize("NFKC").toLowerCase();
  }

  /* The table: a row is made once and its cells are changed. */

  const body = part("rows");
  const rows = [];

  function rowAt(at) {
    while (rows.length <= at) {
      const row = document.createElement("tr");
      const cell = (name, kind = "td") => {
        const made = document.createElement(kind);
        made.className = name;
        row.append(made);
        return made;
      };
      const own = cell("n");
      const head = cell("", "th");
      head.scope = "row";
      const link = document.createElement("a");
      const name = document.createElement("bdi");
      link.append(name);
      head.append(link);
      const score = cell("n");
      const published = cell("n");
      const rankText = document.createElement("span");
      const interval = document.createElement("small");
      published.append(rankText, interval);
      const change = cell("change");
      rows.push({ row, own, link, name, score, rankText, interval, change });
    }
    return rows[at];
  }

  function drawTable() {
    first = Math.min(first, Math.max(0, Math.floor((view.length - 1) / ROWS) * ROWS));
    const last = Math.min(first + ROWS, view.length);
    const [from] = period.told.lists[shown.at];
    const scores = period.tree.scores();
    for (let at = first; at < last; at++) {
      const unit = view[at];
      const cells = rowAt(at - first);
      setText(cells.own, rankText(now.ranks[unit - from]));
      setText(cells.name, period.told.names[unit]);
      const address = `units/${period.told.addresses[unit]}.html`;
      if (cells.link.getAttribute("href") !== address) cells.link.setAttribute("href", address);
      setText(cells.score, number(scores[unit], places));
      setClass(cells.score, "n " + bar(scores[unit]));
      setText(cells.rankText, rankText(period.ranks[unit]));
      setText(cells.interval, intervalText(unit));
      drawChange(cells.change, unit, now.ranks[unit - from]);
      if (cells.row.parentNode === null) body.append(cells.row);
    }
    for (let at = last - first; at < rows.length; at++) rows[at].row.remove();
    const values = { first: number(first + 1, 0), last: number(last, 0), all: number(view.length, 0) };
    setText(part("span"), view.length ? filled(said.span, values) : said.none);
    part("back").disabled = first === 0;
    part("on").disabled = last >= view.length;
  }

  function setClass(element, name) {
    if (element.className !== name) element.className = name;
  }

  function bar(score) {
    if (!(score >= 0) || period.least < 0 || !(period.largest > 0)) return "";
    return "bar b" + Math.min(100, Math.round((100 * score) / period.largest));
  }

  function rankText(value) {
    return number(value, Number.isInteger(value) ? 0 : 1);
  }

  function intervalText(unit) {
    if (period.interval === null) return "";
    const [low, high] = period.interval.map((ends) => ends[unit]);
    return low === low && high === high ? `${rankText(low)}–${rankText(high)}` : "";
  }

  function drawChange(cell, unit, own) {
    const [text, kind] = changeOf(period.ranks[unit], own);
    setText(cell, text);
    setClass(cell, "change" + kind);
  }

  function changeOf(published, own) {
    if (own !== own && published !== published) return ["–", ""];
    if (own !== own) return [said.left, " worse"];
    if (published !== published) return [said.entered, " better"];
    const rose = published - own;
    if (rose === 0) return [said.same, " quiet"];
    const text = filled(rose > 0 ? said.up : said.down, { places: rankText(Math.abs(rose)) });
    return [text, rose > 0 ? " better" : " worse"];
  }

  /* What changed, in a few figures and for those who listen in a sentence. */

  function drawSummary() {
    const [from, to] = period.told.lists[shown.at];
    let [moved, largest, farthest] = [0, -1, 0];
    for (const unit of now.order) {
      const [own, published] = [now.ranks[unit - from], period.ranks[unit]];
      if (!Object.is(own, published)) moved++;
      if (Math.abs(own - published) > farthest) {
        farthest = Math.abs(own - published);
        largest = unit;
      }
    }
    const values = { moved: number(moved, 0), all: number(to - from, 0) };
    setText(part("moved"), filled(said.moved_of, values));
    const leader = now.ranked > 0 ? now.order[0] : -1;
    let others = 0;
    while (others + 1 < now.ranked && now.average[now.order[others + 1] - from] === now.average[leader - from]) {
      others++;
    }
    setText(part("first"), leader < 0 ? "–" : period.told.names[leader]);
    const before = leader < 0 ? "" : filled(said.was, { rank: rankText(period.ranks[leader]) });
    setText(part("first-note"), others ? filled(said.tied, { count: number(others, 0) }) : before);
    setText(part("largest"), largest < 0 ? "–" : period.told.names[largest]);
    const way = largest < 0 ? {} : {
      name: period.told.names[largest],
      from: rankText(period.ranks[largest]),
      to: rankText(now.ranks[largest - from]),
    };
    setText(part("largest-note"), largest < 0 ? "" : filled(said.from_to, way));
    const together = spearman(former, now.average);
    setText(part("agreement"), number(together, 3));
    const sentence = moved === 0 ? said.unchanged : filled(said.moved_of_all, values);
    const parts = [sentence];
    if (largest >= 0) parts.push(filled(said.largest_is, way));
    if (moved > 0 && leader >= 0) parts.push(filled(said.first_is, { name: period.told.names[leader] }));
    const short = [sentence, moved > 0 && leader >= 0 ? filled(said.first_is, { name: period.told.names[leader] }) : ""];
    setText(part("strip"), moved > 0 ? short.join(" ").trim() : "");
    clearTimeout(drawSummary.later);
    drawSummary.later = setTimeout(() => setText(part("live"), parts.join(" ")), QUIET);
  }

  function drawEmpty() {
    const titles = panel.empty().map((criterion) => about[criterion.name]);
    part("empty").hidden = titles.length === 0;
    setText(part("empty"), filled(said.all_zero, { names: titles.join(", ") }));
  }

  /* The link. */

  function link() {
    return writeLink(panel.own, shown === lists[0] ? "" : shown.address);
  }

  function keepLink() {
    const text = link();
    const address = location.href.replace(/#.*$/, "");
    try {
      history.replaceState(null, "", text === "" ? address : `${address}#${text}`);
    } catch {
      // Some browsers refuse it for files; the link stands on the page all the same.
    }
    showLink(text, address);
  }

  function showLink(text, address) {
    part("link").value = text === "" ? address : `${address}#${text}`;
    setText(part("copied"), "");
    for (const other of document.querySelectorAll(".languages a")) {
      other.href = other.href.replace(/#.*$/, "") + (text === "" ? "" : `#${text}`);
    }
  }

  function readHash() {
    const found = readLink(location.hash);
    if (!found.ours) return;
    const list = found.list ? lists.find((one) => one.address === found.list) : lists[0];
    open(list ?? lists[0], () => {
      const wrong = [...panel.take(found.weights), ...found.wrong];
      if (list === undefined) wrong.push(found.list);
      part("unread").hidden = wrong.length === 0;
      setText(part("unread"), filled(said.unread, { names: wrong.join(", ") }));
      showLink(link(), location.href.replace(/#.*$/, ""));
    });
  }

  async function copyLink() {
    part("link").select();
    try {
      await navigator.clipboard.writeText(part("link").value);
      setText(part("copied"), said.copied);
    } catch {
      setText(part("copied"), said.copy_yourself);
    }
  }

  function turn(step) {
    first = Math.max(0, first + step * ROWS);
    drawTable();
  }

  function begin() {
    // On a narrow screen the sliders stand above the ranking: those of the first level are enough.
    if (!window.matchMedia("(min-width: 64rem)").matches) {
      for (const details of tool.querySelectorAll("details")) {
        details.open = details.parentElement.querySelector(":scope > .slider input") === null;
      }
    }
    part("search").addEventListener("input", () => {
      first = 0;
      draw();
    });
    part("order").addEventListener("change", () => {
      first = 0;
      draw();
    });
    part("list")?.addEventListener("change", (event) => {
      open(lists.find((one) => one.address === event.target.value), keepLink);
    });
    part("back").addEventListener("click", () => turn(-1));
    part("on").addEventListener("click", () => turn(1));
    part("copy").addEventListener("click", copyLink);
    part("link").addEventListener("focus", (event) => event.target.select());
    window.addEventListener("hashchange", readHash);
    if (readLink(location.hash).ours) readHash();
    else open(lists[0], () => showLink("", location.href.replace(/#.*$/, "")));
  }

  /* For measuring: what a move of a slider costs. */
  window.steelyardWeightsPage = { compute, draw };
  begin();
})();
