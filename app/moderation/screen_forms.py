"""The forms on the screen of one story, filled with what stands or with what was typed."""

from typing import Any

from app.moderation.forms import (
    AnswerForm,
    ClusterForm,
    DecisionForm,
    DistrictForm,
    GuardianForm,
    HideForm,
    PhotoForm,
    StoryForm,
    WordsForm,
)
from app.moderation.hand_over_forms import HandOverForm, ReminderForm
from app.moderation.objection_forms import RulingForm
from app.stories.models import Story
from app.stories.rules import Outcome


def make_forms(story: Story, shown: dict[str, Any], posted: StoryForm | None) -> dict[str, Any]:
    """Return the forms by name; `posted` stands in the place of a fresh one of its kind."""
    clusters = ClusterForm(
        formdata=None,
        clusters=[tag.cluster.key for tag in shown["tags"]],
        main=next((tag.cluster.key for tag in shown["tags"] if tag.is_main), None),
    )
    clusters.offer(shown["clusters"])
    decision = DecisionForm(formdata=None, outcome=story.outcome)
    decision.offer(offered_outcomes(shown["bar"] is None))
    district = DistrictForm(formdata=None, district=_district_key(story, shown))
    district.offer(shown["districts"])
    hand_over = HandOverForm(formdata=None, remind_on=shown["remind_on"])
    hand_over.offer(shown["offices"])
    forms: dict[str, Any] = {
        "hide": HideForm(formdata=None),
        "words": WordsForm(formdata=None),
        "clusters": clusters,
        "answer": AnswerForm(formdata=None),
        "decision": decision,
        "ruling": _ruling(shown),
        "guardian": GuardianForm(formdata=None),
        "district": district,
        "hand_over": hand_over,
        "reminder": _reminder(shown),
        "photos": {photo.ref: photo_form(photo) for photo in shown["photos"]},
    }
    return _with_posted(forms, posted)


def photo_form(photo: Any) -> PhotoForm:  # noqa: ANN401 - a view or a row, which have the same names
    """Return the form of one photo, with what stands."""
    return PhotoForm(formdata=None, prefix=f"{photo.ref}-", alt=photo.alt, shown=photo.shown)


def offered_outcomes(may_publish: bool) -> list[Outcome]:  # noqa: FBT001 - the only argument
    """Return what can be decided."""
    return [each for each in Outcome if may_publish or each is not Outcome.PUBLISHED]


def _ruling(shown: dict[str, Any]) -> RulingForm | None:
    if shown["second"] is None:
        return None
    form = RulingForm(formdata=None)
    form.ask(shown["second"]["about"], may_publish=shown["bar"] is None)
    return form


def _reminder(shown: dict[str, Any]) -> ReminderForm:
    waiting = shown["waiting_for"]
    due = waiting.answer_due if waiting and not waiting.is_late(shown["today"]) else None
    return ReminderForm(formdata=None, remind_on=shown["remind_on"], answer_due=due)


def _with_posted(forms: dict[str, Any], posted: StoryForm | None) -> dict[str, Any]:
    if isinstance(posted, PhotoForm):
        ref = posted.alt.name.rpartition("-")[0]
        return {**forms, "photos": {**forms["photos"], ref: posted}}
    same = [name for name, form in forms.items() if type(form) is type(posted)]
    return {**forms, **dict.fromkeys(same, posted)}


def _district_key(story: Story, shown: dict[str, Any]) -> str | None:
    keys = {each.id: each.key for each in shown["districts"]}
    return keys.get(story.district_id)
