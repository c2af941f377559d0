"""A quote book of any length, in the languages and scripts that residents write in."""

from functools import cache
from io import BytesIO
from itertools import cycle, islice
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from PIL import Image, ImageDraw

from app.printing import render_pdf
from app.printing.script import direction_of

#: Text by what it tries, and what Poppler should give back for it.
TEXTS = {
    "dutch": "De container zit elke vrijdag vol. Dan zetten mensen hun zakken ernaast, en dan "
    "komen de meeuwen. Ik veeg het stoepje, maar ik ben 71.",
    "short": "Bij ons blok is het juist opgeknapt. [buurvrouw] en ik hebben bloembakken gezet.",
    "typography": "“Zó kan het niet”, zei ’t hele portiek – één voor één… en dat à € 5 per week.",
    "polish": "Zażółć gęślą jaźń: na Łąkowej wciąż źle świeci latarnia. Zgłaszałam to trzy razy.",
    "turkish": "Çocuklar ışıklı yolda oynuyor. İğneden ipliğe her şeyi komşumla paylaşıyoruz.",
    "ukrainian": "Ґанок розвалився ще взимку, але її сусіди з’їхалися й полагодили його за день.",
    "arabic": "الحديقة جميلة والجيران طيبون ولكن الإنارة ضعيفة في الليل",
    "arabic_marks": "شكراً جَزِيلاً على هَٰذا المَكانِ الجَميلِ وَالنَّظيفِ",
    "arabic_redacted": "قال لي […] إن الطريق (القديم) مغلق",
    "persian": "می‌خواهم به پارک بروم ولی نیمکت‌ها شکسته‌اند",
    "emoji": "Leuk buurtfeest 😀 👍🏽 👨‍👩‍👧‍👦 ❤️ 🏳️‍🌈 1️⃣ tot volgend jaar!",
    "marks": "Mijn opa schreef x̂ q̃ m̄ ẹ́ j̃̂ op de muur, en gewoon x q m e j.",
    "decomposed": "Café, ïs, ğ en ż: zo typt een telefoon het soms.",
    "joined": "Zij zei مرحبا tegen mij bij de poort.",
    "tigrinya": "ሰላም ጽቡቕ ጎረባብቲ ኣለዉኒ",
    "unknown_script": "你好，公园很漂亮",
    "long": "\n".join(
        f"Op dag {day} liep ik weer om het plein heen. Het licht was stuk, de bank was nat, en "
        "toch zat er iemand. Wij spraken over vroeger, over de mijn en over de winkels die er "
        "waren. Daarna ging ieder naar huis, en de volgende dag was het licht nog altijd stuk."
        for day in range(1, 19)
    ),
}


class Quote(NamedTuple):
    text: str
    by: str
    photo: str | None

    @property
    def direction(self) -> str:
        return direction_of(self.text)


def quotes(count: int, *, photo_every: int = 5) -> list[Quote]:
    """Return `count` quotes that run through all texts again and again."""
    texts = islice(cycle(TEXTS.values()), count)
    return [
        Quote(
            text, f"Inwoner Oost, verhaal {n:03}", f"{n % 7}.jpg" if n % photo_every == 0 else None
        )
        for n, text in enumerate(texts, 1)
    ]


def book_html(chosen: list[Quote]) -> str:
    """Return the quote book of `chosen`."""
    folders = [Path(__file__).parent, Path(__file__).parents[2] / "app" / "templates" / "print"]
    environment = Environment(
        loader=FileSystemLoader(folders), autoescape=True, undefined=StrictUndefined
    )
    environment.globals["_"] = lambda text: text
    running = "In onze eigen woorden · ronde najaar 2026 · 23 november 2026 · uitgave 1"
    return environment.get_template("sample.html").render(
        quotes=chosen, running=running, mark="Voorbeeld"
    )


@cache
def photo(name: str) -> bytes:
    """Return a drawn photo, upright or lying, by its name."""
    turn = int(name.removesuffix(".jpg"))
    size = (1000, 750) if turn % 2 else (750, 1000)
    image = Image.new("RGB", size, (200, 210, 190))
    draw = ImageDraw.Draw(image)
    for step in range(0, max(size), 50):
        draw.ellipse((step, step // 2, step + 180, step // 2 + 180), fill=(step % 256, 90, 140))
    target = BytesIO()
    image.save(target, "JPEG", quality=80)
    return target.getvalue()


@cache
def book_pdf(count: int) -> bytes:
    """Return the PDF of a quote book of `count` quotes."""
    return render_pdf(book_html(quotes(count)), resources={"photos": photo})
