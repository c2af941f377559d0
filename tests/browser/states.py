"""Every page in each of its states, and which addresses are no pages."""

from tests.browser.states_card import FULL_CARD
from tests.browser.states_chain import CHAIN
from tests.browser.states_council import COUNCIL
from tests.browser.states_exports import EXPORTS
from tests.browser.states_figures import FIGURES
from tests.browser.states_letters import LETTERS
from tests.browser.states_making_polls import MAKING_POLLS
from tests.browser.states_news import MAIL, NEWS, WRITING
from tests.browser.states_paper import PAPER
from tests.browser.states_promises import KEEPING, PROMISES
from tests.browser.states_residents import CARD, ERRORS, READING
from tests.browser.states_results import RESULTS
from tests.browser.states_settings import MEMBERS, SETTINGS
from tests.browser.states_staff import BOOKS, QUEUE, SIGNING_IN, STORY
from tests.browser.states_telling import TELLING
from tests.browser.states_turns import TURNS
from tests.browser.states_voting import VOTING

STATES = (
    *READING, *TELLING, *CARD, *ERRORS, *SIGNING_IN, *QUEUE, *STORY, *BOOKS, *SETTINGS, *MEMBERS,
    *MAKING_POLLS, *LETTERS, *VOTING, *RESULTS, *TURNS, *PROMISES, *KEEPING,
    *NEWS, *MAIL, *WRITING, *CHAIN, *FULL_CARD, *COUNCIL, *EXPORTS, *PAPER, *FIGURES,
)  # fmt: skip

#: Answers with a file, or with words for machines.
FILES = {
    "static",
    "card_keeping.as_json",
    "card_keeping.as_pdf",
    "council_pack.file",
    "exports.download",
    "blanks.large_poster",
    "blanks.poster",
    "blanks.public_story_form",
    "blanks.story_form",
    "enquiry_team.paper",
    "noting.qr",
    "journal.news",
    "journal.report",
    "ledger.download",
    "letters.download",
    "letters.proof",
    "photos.show",
    "poll_results.csv_file",
    "poll_results.document",
    "poll_results.large_poster",
    "poll_results.poster",
    "poll_unsealing.ballot_papers",
    "poll_unsealing.large_ballot_papers",
    "story_sending.qr",
    "quote_editions.file",
    "pages.security_contact",
    "pages.favicon",
    "upkeep.health",
    "upkeep.ready",
}
#: Only sends people elsewhere.
REDIRECTS = {"staff.start"}
#: Takes a form of another page, and shows that page again or an error page of the list above.
FORMS = {
    "account.change_password",
    "account.sign_out_everywhere",
    "card.close",
    "card_contact.cancel",
    "contact.cancel",
    "council.announce",
    "council.hold",
    "council.take_back",
    "council_advice.publish",
    "council_pack.arrange",
    "council_pack.make",
    "council_pack.take_in",
    "council_words.ask_no_more",
    "contact.erase",
    "exports.make",
    "contact_staff.hand_back",
    "enquiry_team.copy",
    "noting.drop_voice",
    "noting.finish",
    "noting_photos.remove",
    "members.deputies.call_off",
    "card_mail.stop",
    "figures.suggestions",
    "journal_pictures.remove",
    "letters.done",
    "members.sign_out",
    "moderation_hand_over.ask_again",
    "moderation_hand_over.take_back",
    "moderation_photos.blur",
    "moderation_photos.describe",
    "moderation_story.finish",
    "moderation_story.hide",
    "moderation_story.mark_read",
    "moderation_story.move",
    "moderation_story.see_guardian",
    "moderation_story.unhide",
    "poll_options.move",
    "poll_packs.drop",
    "poll_paper.apply",
    "poll_paper.refuse",
    "polls.copy",
    "programme.clusters.bring_back",
    "programme.clusters.move",
    "programme.clusters.retire",
    "programme.days.drop",
    "programme.texts.move",
    "promise_pictures.judge",
    "promise_pictures.remove",
    "quote_books.make",
    "quote_books.move",
    "story_photos.remove",
    "story_quotes.change",
    "story_quotes.drop",
    "story_quotes.pick",
    "story_sending.erase",
    "team_journal.publish",
    "team_journal.take_off",
}
NO_PAGES = FILES | REDIRECTS | FORMS
