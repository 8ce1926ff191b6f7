"""Plans under several futures: the mathematics on a matrix of plans and scenarios.

``rules`` judges each plan, ``ranges`` tells under which probability of one scenario a plan is
best, ``dominance`` and ``mixtures`` which plans are never best, ``games`` the same for many
matrices together. All take gains: of costs the caller turns the sign. Nothing here knows of
schemes or tables.
"""
