"""The few words of ours that every layout shares around a story and on what lies ahead."""

from pipeline.publish.context_model import FollowUpLine, StoryContext, WatchLine

AHEAD_TITLE = "What to watch"
NO_EARLIER = "no story of the archive is close enough"


def points_line(context: StoryContext, *, is_lead: bool) -> str:
    """Return why a story stands where it does."""
    return f"{'Why it leads' if is_lead else 'Why it is here'}: {context.points}"


def names_line(context: StoryContext) -> str:
    """Return whom the articles of a story name: "Moro (platform), Raters United (union)"."""
    return ", ".join(f"{name} ({kind})" for name, kind in context.named)


def new_names_line(context: StoryContext) -> str:
    """Return the names that no linked earlier story has."""
    return f"names that {'it has' if len(context.earlier) == 1 else 'they have'} not: {', '.join(context.new_names)}"


def ahead_head(line: WatchLine) -> str:
    """Return an item's kind, names and days."""
    threat = "threatened" if line.is_threat else ""
    return ", ".join(filter(None, [line.kind, threat, *line.names, line.when]))


def followed_head(line: FollowUpLine) -> str:
    """Return what an earlier digest said to watch."""
    what = ", ".join([line.kind, *line.names, line.when])
    return f"Our digest of {line.week} said to watch: {what}"
