/* The tree of sliders: what weights the reader has set, what share of the whole each node has,
   and the link that carries them. What is not set stands as published. */
(function () {
  "use strict";

  const STEPS = 200;
  const GREATEST = 1e9;
  const DIGITS = 6;

  /* A number for readers, as steelyard/publish/numbers.py writes it. */
  function number(value, places) {
    if (!Number.isFinite(value)) return "–";
    const [whole, rest] = Math.abs(value).toFixed(places).split(".");
    const sign = value < 0 && /[1-9]/.test(whole + (rest ?? "")) ? "−" : "";
    const apart = whole.replace(/\B(?=(\d{3})+$)/g, ",");
    return sign + apart + (rest === undefined ? "" : "." + rest);
  }

  function filled(text, values) {
    return text.replace(/\{(\w+)\}/g, (gap, name) => (name in values ? values[name] : gap));
  }

  function setText(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }

  /* A weight as text: as short as it can be read back. */
  function plain(weight) {
    return String(Number(weight.toPrecision(DIGITS)));
  }

  /* The part of an address behind # that carries weights, read and written. */
  function readLink(hash) {
    const found = { ours: hash.length <= 1, weights: new Map(), list: null, wrong: [] };
    for (const field of hash.replace(/^#/, "").split("&")) {
      const [name, value = ""] = field.split("=", 2);
      if (name === "list") {
        found.ours = true;
        found.list = decoded(value);
      } else if (name === "weights") {
        found.ours = true;
        for (const pair of value.split(",").filter(Boolean)) readPair(pair, found);
      }
    }
    return found;
  }

  function readPair(pair, found) {
    const at = pair.lastIndexOf(":");
    const name = decoded(at < 0 ? pair : pair.slice(0, at));
    const text = at < 0 ? "" : decoded(pair.slice(at + 1));
    const weight = /^[0-9.eE+-]+$/.test(text) ? Number(text) : NaN;
    if (weight >= 0 && weight <= GREATEST) found.weights.set(name, weight);
    else found.wrong.push(name);
  }

  function decoded(text) {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  }

  function writeLink(weights, list) {
    const pairs = [...weights].map(([name, weight]) => `${encodeURIComponent(name)}:${weight}`);
    const fields = [];
    if (pairs.length > 0) fields.push("weights=" + pairs.join(","));
    if (list) fields.push("list=" + encodeURIComponent(list));
    return fields.join("&");
  }

  /* The sliders in an element; `changed` is called when the reader moved one. */
  function sliders(element, said, changed) {
    const rows = new Map();
    const own = new Map();
    let told = null;

    for (const row of element.querySelectorAll("[data-node]")) {
      const range = row.querySelector("input[type=range]");
      const field = row.querySelector("input[type=number]");
      const share = row.querySelector("[data-share]");
      const former = row.querySelector("[data-former]");
      const name = row.dataset.node;
      rows.set(name, { row, range, field, share, former, most: Number(row.dataset.most) });
      if (range === null) continue;
      range.addEventListener("input", () => set(name, (range.value / STEPS) * rows.get(name).most));
      field.addEventListener("input", () => {
        const weight = field.value === "" ? NaN : Number(field.value);
        if (weight >= 0 && weight <= GREATEST) set(name, weight, true);
      });
      field.addEventListener("change", () => show());
    }
    for (const button of element.querySelectorAll("[data-reset]")) {
      button.addEventListener("click", () => reset(button.dataset.reset));
    }

    function published(name) {
      for (const criterion of told.criteria) {
        const at = criterion.parts.indexOf(name);
        if (at >= 0) return told.weights[criterion.name][at];
      }
      return NaN;
    }

    function set(name, given, typed = false) {
      const weight = Number(given.toPrecision(DIGITS));
      if (plain(published(name)) === plain(weight)) own.delete(name);
      else own.set(name, weight);
      show(typed ? name : null);
      changed();
    }

    function reset(criterion) {
      if (criterion === "") own.clear();
      else for (const part of partsOf(criterion)) own.delete(part);
      show();
      changed();
    }

    function partsOf(name) {
      return told.criteria.find((criterion) => criterion.name === name)?.parts ?? [];
    }

    function raw(criterion) {
      return criterion.parts.map((part, at) => own.get(part) ?? told.weights[criterion.name][at]);
    }

    /* The weights of a criterion's parts: parts that a rule fixes keep their share, and those that
       the reader moves have the rest. */
    function weightsOf(criterion) {
      const weights = raw(criterion);
      if (!criterion.parts.some((part) => told.fixed.includes(part))) return weights;
      let [wanted, sum] = [0, 0];
      criterion.parts.forEach((part, at) => {
        if (told.fixed.includes(part)) return;
        wanted += told.weights[criterion.name][at];
        sum += weights[at];
      });
      return criterion.parts.map((part, at) => {
        if (told.fixed.includes(part)) return weights[at];
        return sum > 0 ? weights[at] * (wanted / sum) : 0;
      });
    }

    function shares(weigh) {
      const found = new Map([[told.root, 1]]);
      for (const criterion of told.criteria) {
        const weights = weigh(criterion);
        const sum = weights.reduce((total, weight) => total + weight, 0);
        criterion.parts.forEach((part, at) => {
          found.set(part, sum > 0 ? (found.get(criterion.name) * weights[at]) / sum : 0);
        });
      }
      return found;
    }

    /* Bring every control up to date; `typed` is the node whose number is being typed. */
    function show(typed = null) {
      const now = shares(weightsOf);
      const before = shares((criterion) => told.weights[criterion.name]);
      for (const [name, { row, range, field, share, former, most }] of rows) {
        const percent = number(100 * now.get(name), 1) + "%";
        const first = number(100 * before.get(name), 1) + "%";
        setText(share, percent);
        setText(former, percent === first ? "" : filled(said.published_share, { share: first }));
        if (range === null) continue;
        const weight = own.get(name) ?? published(name);
        row.classList.toggle("set-by-reader", own.has(name));
        const place = String(Math.min(STEPS, Math.round((STEPS * weight) / most)));
        if (range.value !== place) range.value = place;
        const spoken = filled(said.value, { weight: plain(weight), share: percent });
        const heard = range.getAttribute("aria-valuetext");
        if (heard !== spoken) range.setAttribute("aria-valuetext", spoken);
        if (typed !== name && field.value !== plain(weight)) field.value = plain(weight);
      }
      for (const button of element.querySelectorAll("[data-reset]")) {
        const name = button.dataset.reset;
        const moved = name === "" ? own.size > 0 : partsOf(name).some((one) => own.has(one));
        // Not disabled: that would take the focus from whoever just pressed it.
        button.setAttribute("aria-disabled", String(!moved));
      }
    }

    return {
      use(period) {
        told = period;
        show();
      },
      take(weights) {
        own.clear();
        const unknown = [];
        for (const [name, weight] of weights) {
          if (!rows.has(name) || rows.get(name).range === null) unknown.push(name);
          else if (plain(published(name)) !== plain(weight)) own.set(name, weight);
        }
        show();
        return unknown;
      },
      weights: () => Object.fromEntries(told.criteria.map((one) => [one.name, weightsOf(one)])),
      empty: () => told.criteria.filter((one) => !weightsOf(one).some((weight) => weight > 0)),
      own,
    };
  }

  window.steelyardSliders = { sliders, readLink, writeLink, number, filled, setText };
})();
