"""What the page of weights says, in the current language."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from steelyard.i18n import Message, _, message
from steelyard.publish.weights.plan import Reason

__all__ = ["REASONS", "wording"]

REASONS: Mapping[Reason, Message] = MappingProxyType(
    {
        "set": message("A rule sets the weights of its parts."),
        "added": message("Its parts are added up as they are; weights do not enter."),
        "extreme": message("Only the highest or the lowest part counts; weights do not enter."),
        "outranking": message(
            "Its score comes from a search among rankings, which this page does not make."
        ),
        "many": message(
            "Its score comes from comparing every two units; there are too many for this page."
        ),
        "normalisation": message(
            "Its score is put on a scale of its own in a way that this page does not repeat."
        ),
        "elsewhere": message("Its score depends on what was learned from other periods."),
    }
)
"""Why the weights of a criterion's parts cannot be moved."""


def wording() -> dict[str, str]:
    """Return the fixed texts of the page by name; the script fills the gaps of some."""
    return {
        "lede": _(
            "How much should each criterion count? Move the weights and see who rises and who "
            "falls."
        ),
        "noscript": _(
            "Moving weights needs JavaScript, which is off here. The published weights stand below."
        ),
        "failed": _(
            "This page cannot compute the published scores again, so it offers no weights to "
            "move. The published weights stand below."
        ),
        "weights": _("Weights"),
        "how": _(
            "Only the proportions within a criterion count. The share of the whole stands at the "
            "right."
        ),
        "derived": _("Weights that were derived from the data begin at what was derived."),
        "fixed": _("set by a rule"),
        "parts": _("Parts: {count}"),
        "weight_of": _("Weight of {name}"),
        "value": _("{weight}, {share} of the whole"),
        "published_share": _("published {share}"),
        "reset": _("Reset"),
        "reset_of": _("Reset the parts of {name}"),
        "reset_all": _("Reset all"),
        "reset_top": _("Reset the first level"),
        "all_zero": _("All weights are 0 within: {names}. What has no weight has no score."),
        "unread": _("The link names what cannot be moved here: {names}. The rest was read."),
        "link": _("Link with these weights"),
        "copy_link": _("Copy link"),
        "copied": _("Copied."),
        "copy_yourself": _("Copy the marked text."),
        "effect": _("What changes"),
        "moved": _("Units that change rank"),
        "moved_of": _("{moved} of {all}"),
        "first": _("First with these weights"),
        "was": _("published rank {rank}"),
        "tied": _("and {count} more with the same rank"),
        "largest": _("Largest change"),
        "from_to": _("from rank {from} to rank {to}"),
        "agreement": _("Agreement with the published ranks"),
        "agreement_note": _("Spearman’s correlation; 1 is the same order"),
        "unchanged": _("The ranking is as published."),
        "moved_of_all": _("{moved} of {all} units change rank."),
        "largest_is": _("Largest change: {name}, from rank {from} to rank {to}."),
        "first_is": _("First is {name}."),
        "ranking": _("Ranking with these weights"),
        "interval_note": _(
            "The small figures are the range of ranks that 90% of the replications give under the "
            "published weights and assumptions."
        ),
        "list": _("List"),
        "search": _("Find a unit"),
        "order": _("Order"),
        "by_own": _("By rank with these weights"),
        "by_published": _("By published rank"),
        "by_change": _("By size of change"),
        "rank": _("Rank"),
        "unit": _("Unit"),
        "score": _("Score"),
        "published": _("Published rank"),
        "change": _("Change"),
        "up": _("{places} up"),
        "down": _("{places} down"),
        "same": _("same"),
        "entered": _("has a rank now"),
        "left": _("has no rank now"),
        "span": _("{first} to {last} of {all}"),
        "none": _("No unit is called so."),
        "back": _("Previous"),
        "on": _("Next"),
        "published_weights": _("Published weights"),
        "published_caption": _("Each criterion and indicator with its weight as published"),
        "node": _("Criterion, indicator"),
        "within": _("Weight within its criterion"),
        "whole": _("Share of the whole"),
        "note": _("Note"),
    }
