/* The evaluation of a tree with given weights: pure functions on arrays, no page.

   Each function follows the one of the same name in steelyard/steps (aggregate, normalise, rank)
   and steelyard/evaluation (tree.py), where the formulas stand with their sources. NaN is missing.
   Columns are Float64Array, one figure for each unit; weights are on any scale. */
(function () {
  "use strict";

  const ROUNDING = 1e-12;
  const HALF = 1e-12;
  const EVEN = 1e-12;
  const SAME = 1e-12;

  /* Figures in bytes, little-endian whatever the machine. */

  function bytes(text) {
    const found = atob(text);
    const view = new DataView(new ArrayBuffer(found.length));
    for (let at = 0; at < found.length; at++) view.setUint8(at, found.charCodeAt(at));
    return view;
  }

  function floats(text) {
    const view = bytes(text);
    const values = new Float64Array(view.byteLength / 8);
    for (let at = 0; at < values.length; at++) values[at] = view.getFloat64(8 * at, true);
    return values;
  }

  function ranksOf(told) {
    const view = bytes(told.doubled);
    const values = new Float64Array(view.byteLength / told.size);
    for (let at = 0; at < values.length; at++) {
      const doubled = told.size === 2 ? view.getUint16(2 * at, true) : view.getUint32(4 * at, true);
      values[at] = doubled === 0 ? NaN : doubled / 2;
    }
    return values;
  }

  /* Sums and means of the parts that each unit has. */

  /* Added as NumPy adds: eight sums side by side, so that the last bit is the same. */
  function sumOf(weights) {
    const size = weights.length;
    const side = [0, 0, 0, 0, 0, 0, 0, 0];
    let at = 0;
    for (; size >= 8 && at + 8 <= size; at += 8) {
      for (let lane = 0; lane < 8; lane++) side[lane] += weights[at + lane];
    }
    let total = side[0] + side[1] + (side[2] + side[3]) + (side[4] + side[5] + (side[6] + side[7]));
    for (; at < size; at++) total += weights[at];
    return total;
  }

  function arithmetic(parts, weights, units) {
    const total = sumOf(weights);
    const means = new Float64Array(units);
    for (let part = 0; part < parts.length; part++) {
      const column = parts[part];
      const share = weights[part] / total;
      for (let unit = 0; unit < units; unit++) means[unit] += share * column[unit];
    }
    for (let unit = 0; unit < units; unit++) {
      if (means[unit] === means[unit]) continue;
      let sum = 0;
      let known = 0;
      for (let part = 0; part < parts.length; part++) {
        const value = parts[part][unit];
        if (value !== value) continue;
        sum += weights[part] * value;
        known += weights[part];
      }
      means[unit] = sum / known;
    }
    return means;
  }

  function total(parts, weights, units) {
    const whole = sumOf(weights);
    const sums = new Float64Array(units);
    for (let unit = 0; unit < units; unit++) {
      let sum = 0;
      let known = 0;
      let missing = false;
      for (let part = 0; part < parts.length; part++) {
        const value = parts[part][unit];
        if (value !== value) {
          missing = true;
        } else {
          sum += value;
          known += weights[part];
        }
      }
      sums[unit] = missing ? (known > 0 ? sum * (whole / known) : NaN) : sum;
    }
    return sums;
  }

  function changed(parts, change) {
    return parts.map((column) => column.map(change));
  }

  /* Make missing what has a part outside of what a method is defined on. */
  function undefinedWhere(outside, parts, scores) {
    for (const column of parts) {
      for (let unit = 0; unit < scores.length; unit++) {
        if (outside(column[unit])) scores[unit] = NaN;
      }
    }
    return scores;
  }

  const notAbove = (value) => value <= 0;
  const below = (value) => value < 0;

  function geometric(parts, weights, units) {
    const means = arithmetic(changed(parts, Math.log), weights, units).map(Math.exp);
    return undefinedWhere(notAbove, parts, means);
  }

  function harmonic(parts, weights, units) {
    const means = arithmetic(changed(parts, (x) => 1 / x), weights, units).map((x) => 1 / x);
    return undefinedWhere(notAbove, parts, means);
  }

  function power(parts, weights, units, exponent) {
    if (exponent === 0) return geometric(parts, weights, units);
    const scale = exponent > 0 ? maximum(parts, units) : minimum(parts, units);
    for (let unit = 0; unit < units; unit++) if (!(scale[unit] > 0)) scale[unit] = 1;
    const powers = parts.map((column) =>
      column.map((value, unit) => Math.pow(value / scale[unit], exponent)),
    );
    const means = arithmetic(powers, weights, units);
    for (let unit = 0; unit < units; unit++) {
      means[unit] = scale[unit] * Math.pow(means[unit], 1 / exponent);
    }
    return undefinedWhere(exponent > 0 ? below : notAbove, parts, means);
  }

  function penalisedMean(parts, weights, units, sign) {
    const mean = arithmetic(parts, weights, units);
    const squares = parts.map((column) =>
      column.map((value, unit) => (value - mean[unit]) * (value - mean[unit])),
    );
    const variance = arithmetic(squares, weights, units);
    return mean.map((value, unit) => (value > 0 ? value + (sign * variance[unit]) / value : NaN));
  }

  /* The order of a unit's parts. */

  function extreme(parts, units, better) {
    const found = new Float64Array(units).fill(NaN);
    for (const column of parts) {
      for (let unit = 0; unit < units; unit++) {
        const value = column[unit];
        if (value === value && !(better(found[unit], value))) found[unit] = value;
      }
    }
    return found;
  }

  function minimum(parts, units) {
    return extreme(parts, units, (found, value) => found <= value);
  }

  function maximum(parts, units) {
    return extreme(parts, units, (found, value) => found >= value);
  }

  /* Call `take` for each unit with its parts ascending, missing ones left out, and the weights
     cumulated; `sign` -1 lets the best part be first. */
  function eachAscending(parts, weights, units, sign, take) {
    const values = new Float64Array(parts.length);
    const reached = new Float64Array(parts.length);
    for (let unit = 0; unit < units; unit++) {
      let known = 0;
      for (let part = 0; part < parts.length; part++) {
        const value = sign * parts[part][unit];
        if (value !== value) continue;
        let at = known++;
        for (; at > 0 && values[at - 1] > value; at--) {
          values[at] = values[at - 1];
          reached[at] = reached[at - 1];
        }
        values[at] = value;
        reached[at] = weights[part];
      }
      for (let at = 1; at < known; at++) reached[at] += reached[at - 1];
      take(unit, values, reached, known);
    }
  }

  function median(parts, weights, units) {
    const middle = new Float64Array(units).fill(NaN);
    eachAscending(parts, weights, units, 1, (unit, values, reached, known) => {
      if (known === 0) return;
      const half = reached[known - 1] / 2;
      let lower = 0;
      while (reached[lower] < half * (1 - HALF)) lower++;
      let upper = lower;
      while (reached[upper] <= half * (1 + HALF)) upper++;
      middle[unit] = (values[lower] + values[upper]) / 2;
    });
    return middle;
  }

  function orderedWeighted(parts, weights, units, positional) {
    const all = sumOf(positional);
    const heights = [0];
    for (const weight of positional) heights.push(heights[heights.length - 1] + weight);
    const places = positional.length;
    const height = (share) => {
      const at = Math.min(Math.floor(share * places), places - 1);
      const rest = share * places - at;
      return (heights[at] + rest * (heights[at + 1] - heights[at])) / all;
    };
    const averages = new Float64Array(units).fill(NaN);
    eachAscending(parts, weights, units, -1, (unit, values, reached, known) => {
      if (known === 0) return;
      let sum = 0;
      let before = 0;
      for (let at = 0; at < known; at++) {
        const now = height(reached[at] / reached[known - 1]);
        sum += -values[at] * (now - before);
        before = now;
      }
      averages[unit] = sum;
    });
    return averages;
  }

  /* Wins less losses among the units that are compared, each two by the weight of their parts. */
  function copeland(parts, weights, units, out) {
    const compared = [];
    for (let unit = 0; unit < units; unit++) {
      if (!out[unit] && parts.some((column) => column[unit] === column[unit])) compared.push(unit);
    }
    const rows = compared.map((unit) => Float64Array.from(parts, (column) => column[unit]));
    const scores = new Float64Array(units).fill(NaN);
    for (const unit of compared) scores[unit] = 0;
    for (let one = 0; one < rows.length; one++) {
      const mine = rows[one];
      for (let other = one + 1; other < rows.length; other++) {
        const theirs = rows[other];
        let balance = 0;
        let shared = 0;
        for (let part = 0; part < weights.length; part++) {
          if (mine[part] > theirs[part]) balance += weights[part];
          else if (mine[part] < theirs[part]) balance -= weights[part];
          else if (mine[part] !== theirs[part]) continue;
          shared += weights[part];
        }
        const margin = (1 + balance / shared) / 2 - 0.5;
        if (margin > EVEN) {
          scores[compared[one]]++;
          scores[compared[other]]--;
        } else if (margin < -EVEN) {
          scores[compared[one]]--;
          scores[compared[other]]++;
        }
      }
    }
    return scores;
  }

  /* Which units have less than the coverage of the weight of the parts that apply to them. */
  function belowCoverage(parts, weights, units, coverage, without) {
    const out = new Uint8Array(units);
    if (coverage <= 0) return out;
    const whole = sumOf(weights);
    for (let unit = 0; unit < units; unit++) {
      let known = 0;
      let apart = 0;
      for (let part = 0; part < parts.length; part++) {
        const value = parts[part][unit];
        if (value === value) known += weights[part];
        else if (without[part] !== null && without[part][unit]) apart += weights[part];
      }
      const needed = coverage * (whole - apart) * (1 - ROUNDING);
      if (known < needed || known <= 0) out[unit] = 1;
    }
    return out;
  }

  /* Return the score of each unit from its parts.
     spec: method, coverage and what the method needs; without: for each part null, or which units
     it does not apply to. */
  function aggregate(spec, allParts, allWeights, units, without) {
    const out = belowCoverage(allParts, allWeights, units, spec.coverage, without);
    const chosen = [...allWeights.keys()].filter((part) => allWeights[part] > 0);
    if (chosen.length === 0) return new Float64Array(units).fill(NaN);
    const parts = chosen.map((part) => allParts[part]);
    const weights = chosen.map((part) => allWeights[part]);
    const scores = combine(spec, parts, weights, units, out);
    for (let unit = 0; unit < units; unit++) if (out[unit]) scores[unit] = NaN;
    return scores;
  }

  function combine(spec, parts, weights, units, out) {
    switch (spec.method) {
      case "sum":
        return total(parts, weights, units);
      case "arithmetic":
        return arithmetic(parts, weights, units);
      case "geometric":
        return geometric(parts, weights, units);
      case "harmonic":
        return harmonic(parts, weights, units);
      case "power":
        return power(parts, weights, units, spec.exponent);
      case "median":
        return median(parts, weights, units);
      case "minimum":
        return minimum(parts, units);
      case "maximum":
        return maximum(parts, units);
      case "mazziotta_pareto":
        return penalisedMean(parts, weights, units, spec.sign);
      case "ordered_weighted":
        return orderedWeighted(parts, weights, units, spec.places);
      case "copeland":
        return copeland(parts, weights, units, out);
      default:
        throw new Error(spec.method);
    }
  }

  /* A criterion's score, normalised again among all units of the period. */

  function line(values, origin, width, span, base) {
    return values.map((value) => ((value - origin) / width) * span + base);
  }

  function within(values, one, other) {
    const low = Math.min(one, other);
    const high = Math.max(one, other);
    return values.map((value) => Math.min(Math.max(value, low), high));
  }

  function known(values) {
    return values.filter((value) => value === value);
  }

  function minMax(values, spec) {
    const [low, high] = spec.span;
    let least = NaN;
    let greatest = NaN;
    for (const value of values) {
      if (!(least <= value) && value === value) least = value;
      if (!(greatest >= value) && value === value) greatest = value;
    }
    const equal = least === greatest;
    const middle = equal ? (low + high) / 2 : low;
    const scores = line(values, least, equal ? Infinity : greatest - least, high - low, middle);
    return spec.clip ? within(scores, low, high) : scores;
  }

  function zScore(values, spec) {
    const there = known(values);
    const origin = there.length ? there[0] : 0;
    let sum = 0;
    for (const value of there) sum += value - origin;
    const mean = sum / Math.max(there.length, 1);
    let squares = 0;
    for (const value of there) squares += (value - origin - mean) * (value - origin - mean);
    const deviation = Math.sqrt(squares / Math.max(there.length - 1, 1));
    const width = deviation > 0 ? deviation : Infinity;
    return line(values, origin + mean, width, spec.deviation, spec.mean);
  }

  function lowerBound(order, value, past) {
    let low = 0;
    let high = order.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (order[middle] < value || (past && order[middle] === value)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  function placeFromWorst(order, value, ties) {
    const low = lowerBound(order, value, false) + 1;
    if (ties === "competition" || ties === "dense") return low;
    const high = lowerBound(order, value, true);
    return ties === "maximum" ? high : (low + high) / 2;
  }

  function ascending(values, ties) {
    const order = known(values).sort();
    return ties === "dense" ? order.filter((value, at) => at === 0 || value !== order[at - 1]) : order;
  }

  function rankAgain(values, spec) {
    const order = ascending(values, spec.ties);
    return values.map((value) => (value === value ? placeFromWorst(order, value, spec.ties) : NaN));
  }

  function percentileRank(values, spec) {
    const order = ascending(values, spec.ties);
    const last = order.length - 1;
    return values.map((value) => {
      if (value !== value) return NaN;
      if (order[0] === order[last]) return 0.5;
      return (placeFromWorst(order, value, spec.ties) - 1) / Math.max(last, 1);
    });
  }

  function borda(values, spec) {
    if (spec.span === null) return rankAgain(values, spec).map((place) => place - 1);
    const [low, high] = spec.span;
    return percentileRank(values, spec).map((share) => low + (high - low) * share);
  }

  function goalposts(values, spec) {
    let [lower, upper] = spec.posts;
    let found = spec.clip ? within(values, lower, upper) : values;
    if (spec.log) {
      const from = lower;
      found = found.map((value) => (value > 0 ? Math.log(value / from) : NaN));
      upper = Math.log(upper / lower);
      lower = 0;
    }
    return line(found, lower, upper - lower, spec.span[1] - spec.span[0], spec.span[0]);
  }

  function holds(value, kind, threshold) {
    const slack = SAME * Math.abs(threshold);
    if (kind === "at_least") return value >= threshold - slack;
    if (kind === "above") return value > threshold + slack;
    if (kind === "at_most") return value <= threshold + slack;
    return value < threshold - slack;
  }

  function bands(values, spec) {
    return values.map((value) => {
      if (value !== value) return NaN;
      const found = spec.bands.find(([kind, threshold]) => holds(value, kind, threshold));
      return found === undefined ? spec.otherwise : found[2];
    });
  }

  function renormalise(spec, values) {
    switch (spec.method) {
      case "identity":
        return values;
      case "min_max":
        return minMax(values, spec);
      case "z_score":
        return zScore(values, spec);
      case "scaled": {
        const [from, to] = spec.from;
        return line(values, from, to - from, spec.span[1] - spec.span[0], spec.span[0]);
      }
      case "rank":
        return rankAgain(values, spec);
      case "percentile_rank":
        return percentileRank(values, spec);
      case "borda":
        return borda(values, spec);
      case "goalposts":
        return goalposts(values, spec);
      case "proportional": {
        const [least, most] = spec.span;
        const inside = within(values, spec.zero, spec.full);
        return line(inside, spec.zero, spec.full - spec.zero, most - least, least);
      }
      case "deduction":
        return within(values.map((value) => spec.start - spec.each * value), spec.least, spec.start);
      case "bands":
        return bands(values, spec);
      default:
        throw new Error(spec.method);
    }
  }

  /* Vetoes: change the scores of the units that one struck. */
  function strike(scores, effect, amount, places) {
    for (const unit of places) {
      const score = scores[unit];
      if (effect === "unranked") scores[unit] = NaN;
      else if (score !== score) continue;
      else if (effect === "zero") scores[unit] = 0;
      else if (effect === "cap") scores[unit] = Math.min(score, amount);
      else scores[unit] = Math.max(score - amount, Math.min(score, 0));
    }
  }

  /* The tree of a period: scores of all nodes, computed again from the node that changed upwards.
     told: what data.py writes for a period. */
  function tree(told) {
    const units = told.units;
    const criteria = new Map(told.criteria.map((criterion) => [criterion.name, criterion]));
    const parents = new Map();
    const columns = new Map();
    const given = new Map();
    const without = new Map();
    for (const criterion of told.criteria) {
      for (const part of criterion.parts) parents.set(part, criterion.name);
      given.set(criterion.name, Float64Array.from(told.weights[criterion.name]));
    }
    for (const [name, text] of Object.entries(told.columns)) columns.set(name, floats(text));
    for (const [name, places] of Object.entries(told.without)) {
      const mask = new Uint8Array(units);
      for (const unit of places) mask[unit] = 1;
      without.set(name, mask);
    }

    function compute(criterion) {
      const parts = criterion.parts.map((part) => columns.get(part));
      const masks = criterion.parts.map((part) => without.get(part) ?? null);
      let scores = aggregate(criterion, parts, given.get(criterion.name), units, masks);
      if (criterion.again !== undefined) scores = renormalise(criterion.again, scores);
      const mask = without.get(criterion.name);
      if (mask !== undefined) {
        for (let unit = 0; unit < units; unit++) if (mask[unit]) scores[unit] = NaN;
      }
      for (const [node, effect, amount, places] of told.struck) {
        if (node === criterion.name) strike(scores, effect, amount, places);
      }
      columns.set(criterion.name, scores);
    }

    /* Compute again the criteria named and all above them. */
    function update(names) {
      const open = new Set();
      for (const name of names) {
        for (let at = name; at !== undefined && !open.has(at); at = parents.get(at)) open.add(at);
      }
      for (let at = told.criteria.length - 1; at >= 0; at--) {
        if (open.has(told.criteria[at].name)) compute(told.criteria[at]);
      }
    }

    /* Set the weights of criteria, by name, and compute what follows. */
    function weigh(weights) {
      const names = [];
      for (const [name, own] of Object.entries(weights)) {
        const former = given.get(name);
        if (own.every((weight, part) => weight === former[part])) continue;
        given.set(name, Float64Array.from(own));
        names.push(name);
      }
      update(names);
      return names.length > 0;
    }

    update(criteria.keys());
    return { weigh, scores: (name = told.root) => columns.get(name), columns };
  }

  /* Sort places by key, the greatest first, the lower place first where keys are equal. A merge
     sort that leaves runs alone which are in order already; the array given may be changed. */
  function sortPlaces(given, keys) {
    const size = given.length;
    let places = given;
    const ahead = (one, other) =>
      keys[one] > keys[other] || (keys[one] === keys[other] && one < other);
    const RUN = 8;
    for (let start = 0; start < size; start += RUN) {
      const end = Math.min(start + RUN, size);
      for (let at = start + 1; at < end; at++) {
        const place = places[at];
        let spot = at;
        for (; spot > start && ahead(place, places[spot - 1]); spot--) {
          places[spot] = places[spot - 1];
        }
        places[spot] = place;
      }
    }
    let merged = new Int32Array(size);
    for (let width = RUN; width < size; width *= 2) {
      for (let start = 0; start < size; start += 2 * width) {
        const middle = Math.min(start + width, size);
        const end = Math.min(start + 2 * width, size);
        if (middle === end || ahead(places[middle - 1], places[middle])) {
          merged.set(places.subarray(start, end), start);
          continue;
        }
        let left = start;
        let right = middle;
        for (let at = start; at < end; at++) {
          const takeRight = left === middle || (right < end && ahead(places[right], places[left]));
          merged[at] = takeRight ? places[right++] : places[left++];
        }
      }
      [places, merged] = [merged, places];
    }
    return places;
  }

  function apart(better, worse, tolerance) {
    return better - worse > tolerance * Math.max(Math.abs(better), Math.abs(worse));
  }

  /* Rank the units from..to-1 of a list.
     Returns ranks (of the list's units, NaN without a score), average (the same, ties in the middle
     of their places), order (places from the best; those without a score at the end) and ranked. */
  function rank(scores, rule, from = 0, to = scores.length, keyOrder = null) {
    const size = to - from;
    const scored = new Int32Array(size);
    const order = new Int32Array(size);
    let ranked = 0;
    let others = size;
    for (let unit = to - 1; unit >= from; unit--) {
      if (scores[unit] !== scores[unit]) order[--others] = unit;
    }
    for (let unit = from; unit < to; unit++) {
      if (scores[unit] === scores[unit]) scored[ranked++] = unit;
    }
    const merit = rule.descending ? scores : scores.map((score) => -score);
    order.set(sortPlaces(scored.subarray(0, ranked), merit));
    const ranks = new Float64Array(size).fill(NaN);
    const average = new Float64Array(size).fill(NaN);
    let group = 0;
    for (let first = 0; first < ranked; ) {
      const leader = merit[order[first]];
      let end = first + 1;
      while (end < ranked && !apart(leader, merit[order[end]], rule.tolerance)) end++;
      if (keyOrder !== null && end - first > 1) {
        order.subarray(first, end).sort((one, other) => keyOrder[one] - keyOrder[other]);
      }
      group++;
      for (let at = first; at < end; at++) {
        const unit = order[at] - from;
        average[unit] = (first + end + 1) / 2;
        if (rule.ties === "ordinal") ranks[unit] = at + 1;
        else if (rule.ties === "dense") ranks[unit] = group;
        else ranks[unit] = rule.ties === "average" ? average[unit] : first + 1;
      }
      first = end;
    }
    return { ranks, average, order, ranked };
  }

  /* Spearman's correlation of two rankings over the units that both rank; NaN where one is even. */
  function spearman(one, other) {
    let count = 0;
    let sumOne = 0;
    let sumOther = 0;
    for (let at = 0; at < one.length; at++) {
      if (one[at] !== one[at] || other[at] !== other[at]) continue;
      count++;
      sumOne += one[at];
      sumOther += other[at];
    }
    const [meanOne, meanOther] = [sumOne / count, sumOther / count];
    let [products, squaresOne, squaresOther] = [0, 0, 0];
    for (let at = 0; at < one.length; at++) {
      if (one[at] !== one[at] || other[at] !== other[at]) continue;
      const [a, b] = [one[at] - meanOne, other[at] - meanOther];
      products += a * b;
      squaresOne += a * a;
      squaresOther += b * b;
    }
    return products / Math.sqrt(squaresOne * squaresOther);
  }

  /* Return whether scores and ranks are those that were published; relative to their size. */
  function agrees(scores, published, tolerance = 1e-9) {
    let largest = 0;
    for (const score of published) if (Math.abs(score) > largest) largest = Math.abs(score);
    for (let unit = 0; unit < published.length; unit++) {
      const [one, other] = [scores[unit], published[unit]];
      if (one !== one && other !== other) continue;
      // A score near 0 is the difference of greater figures; they set the size of the error.
      const size = Math.max(Math.abs(other), 1e-6 * largest);
      if (!(Math.abs(one - other) <= tolerance * size)) return false;
    }
    return true;
  }

  window.steelyardKernel = {
    aggregate, renormalise, tree, rank, sortPlaces, spearman, agrees, floats, ranksOf,
  };
})();
