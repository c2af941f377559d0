"""What the quote book says about itself, for paper and screen alike."""

from babel import Locale
from flask import Flask
from flask_babel import gettext as _
from flask_babel import ngettext

from app.printing.script import direction_of
from app.quotes.contents import BookContents, Chapter


def init_app(app: Flask) -> None:
    """Give templates the sentences about a book."""
    app.jinja_env.filters.update(
        stands_on=stands_on,
        how_chosen=how_chosen,
        nothing_here=nothing_here,
        account=account,
        language_name=language_name,
        text_direction=direction_of,
    )


def stands_on(chapter: Chapter) -> str:
    """Return on how many stories and people the chapter stands, and from where."""
    told = ngettext("%(num)s verhaal", "%(num)s verhalen", chapter.stories)
    people = ngettext("van %(num)s mens", "van %(num)s mensen", chapter.people)
    places = [
        _("%(count)s uit %(district)s", count=count, district=name)
        if name
        else _("%(count)s zonder wijk", count=count)
        for name, count in chapter.by_district
    ]
    return f"{told} {people}: {', '.join(places)}." if places else f"{told} {people}."


def how_chosen(chapter: Chapter) -> str:
    """Return how the quotes of the chapter were chosen and what that does not say."""
    sentences = [
        ngettext("Hier staat %(num)s citaat", "Hier staan %(num)s citaten", len(chapter.quotes))
        + " "
        + ngettext("uit %(num)s verhaal.", "uit %(num)s verschillende verhalen.", chapter.voices),
        _("Er konden %(usable)s citaten staan. Een deel is weggelaten.", usable=chapter.usable)
        if chapter.usable > len(chapter.quotes)
        else _("Dat zijn alle gekozen citaten die hier gedrukt mochten worden."),
    ]
    if chapter.most_from_one > 1:
        most = _("Uit één verhaal komen er hoogstens %(most)s.", most=chapter.most_from_one)
        sentences.append(most)
    sentences.append(_("Dit zegt niet hoeveel mensen in de wijk dit vinden."))
    return " ".join(sentences)


def nothing_here(chapter: Chapter) -> str:
    """Return why there is no quote in the chapter."""
    if chapter.usable:
        return str(_("De citaten bij dit onderwerp zijn uit dit boek weggelaten."))
    return str(_("Bij dit onderwerp is er geen citaat dat gedrukt mag worden."))


def account(book: BookContents) -> list[str]:
    """Return the paragraphs on how the whole book was made."""
    return [
        _(
            "Bewoners en professionals vertelden hun verhaal op hun telefoon, aan de deur, aan "
            "een tafel of op papier. Een wijkmanager las de verhalen en koos er stukken uit. "
            "Elk citaat staat één keer in dit boek: bij het onderwerp waar het verhaal vooral "
            "over gaat."
        ),
        _(
            "De woorden zijn die van de verteller. Er is niets verbeterd. Waar […] staat, is iets "
            "weggelaten. Waar een woord tussen haken staat, zoals [buurvrouw], vervangt dat woord "
            "een naam of een plek. Een programma heeft elk citaat met het verhaal vergeleken."
        ),
        _(
            "Elk citaat staat hier met toestemming. Wie het eerst wilde lezen, heeft het gelezen "
            "en ja gezegd. Wie later spijt krijgt, haalt het weg uit de volgende uitgave."
        ),
        _(
            "De aantallen tellen verhalen en de kaarten die daarbij horen. Ook verhalen die nog "
            "niet beantwoord zijn, tellen mee. Wie twee keer vertelde, telt twee keer. Verhalen "
            "die geweigerd of teruggenomen zijn, tellen niet. Eén verhaal kan over meer "
            "onderwerpen gaan."
        ),
        _(
            "Dit boek zegt niet hoeveel mensen iets vinden. Het laat zien wat er in de wijk "
            "speelt, in de woorden van wie er woont of werkt. Een geluid dat anders is dan de "
            "meeste, krijgt een eigen plek. Dat staat onder: een ander geluid."
        ),
        *([book.figures_note] if book.figures_note else []),
    ]


def language_name(code: str) -> str:
    """Return what the Dutch call a language, in small letters as within a sentence."""
    name = Locale("nl").languages.get(code.partition("-")[0])
    return str(name or _("een andere taal"))
