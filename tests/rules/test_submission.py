import pytest

from app.stories.rules import AgeGroup, Audience, Channel, Consent, TellerKind
from app.stories.submission import Submission, read_answers

TEXT = "De speeltuin is weg."


@pytest.mark.parametrize("answers", [{}, {"text": ""}, {"district": "noord"}])
def test_without_a_text_there_is_no_story(answers: dict[str, str]) -> None:
    assert read_answers(answers) is None


def test_what_was_left_open_is_the_most_private_choice() -> None:
    told = read_answers({"text": TEXT})

    assert told == Submission(
        original=TEXT,
        district_key=None,
        language="nl",
        teller=TellerKind.RESIDENT,
        signed_as=None,
        age_group=None,
        audience=Audience.COUNCIL,
        consent_paper=Consent.NO,
        consent_online=Consent.NO,
        consent_photos=Consent.NO,
        channel=Channel.SELF,
    )


def test_every_answer_is_taken_over() -> None:
    answers = {
        "text": TEXT, "district": "oost", "language": "pl", "teller": "professional",
        "signed_as": "juf", "age_group": "16_plus", "audience": "everyone", "paper": "yes",
        "online": "ask", "photos": "yes",
    }  # fmt: skip

    assert read_answers(answers) == Submission(
        original=TEXT,
        district_key="oost",
        language="pl",
        teller=TellerKind.PROFESSIONAL,
        signed_as="juf",
        age_group=AgeGroup.FROM_16,
        audience=Audience.EVERYONE,
        consent_paper=Consent.YES,
        consent_online=Consent.ASK,
        consent_photos=Consent.YES,
    )


@pytest.mark.parametrize(
    ("age", "signed"), [("under_12", None), ("12_15", None), ("16_plus", "Sam")]
)
def test_no_name_is_stored_with_the_words_of_a_child(age: str, signed: str | None) -> None:
    told = read_answers({"text": TEXT, "signed_as": "Sam", "age_group": age})

    assert told is not None
    assert told.signed_as == signed
