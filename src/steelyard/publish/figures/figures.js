// Charts that answer the pointer: each picture is replaced by the same chart, drawn by Vega, when
// it comes near the screen. Vega is large, so it is loaded then and not before. Without this
// script, on narrow screens and on paper the picture stays.
(function () {
  "use strict";

  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const wide = window.matchMedia("(min-width: 40.01rem)");
  const loading = new Map();
  const figures = Array.from(document.querySelectorAll("figure[data-script]"));

  function load(address) {
    if (!loading.has(address)) {
      loading.set(
        address,
        new Promise(function (done, failed) {
          const script = document.createElement("script");
          script.src = address;
          script.onload = done;
          script.onerror = failed;
          document.head.append(script);
        }),
      );
    }
    return loading.get(address);
  }

  // The chart in the colours that the reader prefers; `dark` has the place of each colour.
  function inScheme(given) {
    const spec = structuredClone(given.spec);
    for (const [path, colour] of dark.matches ? given.dark : []) {
      const last = path[path.length - 1];
      path.slice(0, -1).reduce((place, step) => place[step], spec)[last] = colour;
    }
    return spec;
  }

  async function draw(figure) {
    await load(figure.dataset.vega);
    await load(figure.dataset.script);
    const given = window.steelyardFigures[figure.dataset.name];
    let chart = figure.querySelector(".interactive");
    if (!chart) {
      chart = document.createElement("div");
      chart.className = "interactive";
      chart.setAttribute("role", "img");
      chart.setAttribute("aria-label", figure.dataset.text);
    }
    const place = document.createElement("div");
    // `ast` interprets expressions; made into functions, they would be refused by the page.
    await window.vegaEmbed(place, inScheme(given), {
      ast: true,
      renderer: "svg",
      actions: false,
      defaultStyle: false,
      tooltip: { disableDefaultStyle: true },
    });
    const picture = figure.querySelector("img");
    const svg = place.querySelector("svg");
    svg.setAttribute("width", picture.getAttribute("width"));
    svg.setAttribute("height", picture.getAttribute("height"));
    // The chart as a whole has a role and a text; parts that have a role and no text say nothing.
    const names = ["role", "aria-label", "aria-roledescription"];
    for (const part of [place, ...place.querySelectorAll(names.map((one) => `[${one}]`).join())]) {
      names.forEach((one) => part.removeAttribute(one));
    }
    chart.replaceChildren(place);
    figure.querySelector(".drawing").append(chart);
    figure.classList.add("is-interactive");
  }

  // A picture that cannot be replaced stays.
  function drawNear(figure) {
    figure.dataset.near = "";
    if (wide.matches) {
      draw(figure).catch(() => figure.classList.remove("is-interactive"));
    }
  }

  const near = new IntersectionObserver(
    function (entries) {
      for (const entry of entries) {
        if (entry.isIntersecting) {
          near.unobserve(entry.target);
          drawNear(entry.target);
        }
      }
    },
    { rootMargin: "300px 0px" },
  );
  for (const figure of figures) {
    near.observe(figure);
  }

  function redraw() {
    for (const figure of figures) {
      if ("near" in figure.dataset) {
        drawNear(figure);
      }
    }
  }
  dark.addEventListener("change", redraw);
  wide.addEventListener("change", redraw);
})();
