"""An audit for people and programs: sentences, JSON, drafts, and the review of proposals."""
