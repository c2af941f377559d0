import os
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, func, select

from app.core.storage import Storage
from app.core.versions import read_version
from app.photos import queries, services
from app.photos.models import Photo, PhotoFile, PhotoOwner
from app.photos.rules import SIZES
from app.photos.services import PhotoChangedError, add_photo, keep_files
from tests.photo_files import derivatives

OWNER = (PhotoOwner.STORY, "verhaal")
OTHER = (PhotoOwner.STORY, "anders")


def count(session: Session, model: type) -> int:
    return session.exec(select(func.count()).select_from(model)).one()


def test_a_photo_has_a_file_for_every_size_and_format(
    session: Session, storage: Storage, now: datetime
) -> None:
    photo = add_photo(session, storage, derivatives(size=(2000, 1000)), owner=OWNER, now=now)

    files = queries.files_of(session, photo)
    assert [(file.size, file.format) for file in files] == [
        (size, kind) for size in sorted(SIZES) for kind in ("jpeg", "webp")
    ]
    for file in files:
        assert len(storage.get(file.key)) == file.bytes
        assert max(file.width, file.height) == file.size


def test_photos_are_shown_in_the_order_in_which_they_came(
    session: Session, storage: Storage, now: datetime
) -> None:
    refs = [
        add_photo(session, storage, derivatives(colour), owner=OWNER, now=now).ref
        for colour in ("teal", "navy", "red")
    ]

    views = queries.photos_of(session, OWNER)

    assert [view.ref for view in views] == refs
    assert queries.photos_of(session, OTHER) == []


def test_a_small_photo_is_offered_once_in_each_format(
    session: Session, storage: Storage, now: datetime
) -> None:
    photo = add_photo(session, storage, derivatives(size=(300, 200)), owner=OWNER, now=now)

    [view] = queries.photos_of(session, OWNER)

    assert list(view.sources.jpeg) == [(f"/foto/{photo.ref}/400.jpg?v=1", 300)]
    assert list(view.sources.webp) == [(f"/foto/{photo.ref}/400.webp?v=1", 300)]
    assert (view.width, view.height) == (300, 200)


def test_a_removed_photo_keeps_its_files_until_the_commit(
    session: Session, storage: Storage, now: datetime
) -> None:
    photo = add_photo(session, storage, derivatives(), owner=OWNER, now=now)
    session.commit()

    services.remove_photo(session, storage, photo)
    before = len(list(storage.keys()))
    session.commit()

    assert before == 6
    assert list(storage.keys()) == []
    assert count(session, Photo) == count(session, PhotoFile) == 0


def test_forgetting_takes_all_photos_of_one_owner(
    session: Session, storage: Storage, now: datetime
) -> None:
    for owner in (OWNER, OWNER, OTHER):
        add_photo(session, storage, derivatives(), owner=owner, now=now)

    services.forget(session, storage, OWNER)
    session.commit()

    assert queries.photos_of(session, OWNER) == []
    assert len(list(storage.keys())) == count(session, PhotoFile) == 6


def test_blurring_destroys_every_earlier_derivative(
    session: Session, storage: Storage, now: datetime
) -> None:
    photo = add_photo(session, storage, derivatives("teal"), owner=OWNER, now=now)
    session.commit()
    earlier = set(storage.keys())

    services.blur(session, storage, photo, keep_files(storage, derivatives("navy")), seen_version=1)
    session.commit()

    assert earlier.isdisjoint(storage.keys())
    assert {file.key for file in queries.files_of(session, photo)} == set(storage.keys())
    assert photo.version == 2
    assert read_version(session, "public") == 1


def test_two_people_at_one_photo_are_told_of_each_other(
    session: Session, storage: Storage, now: datetime
) -> None:
    photo = add_photo(session, storage, derivatives(), owner=OWNER, now=now)

    services.set_alt(session, photo, "Een bankje zonder zitting", seen_version=1)
    with pytest.raises(PhotoChangedError):
        services.set_alt(session, photo, "Een bank", seen_version=1)
    with pytest.raises(PhotoChangedError):
        services.set_shown(session, photo, shown=True, seen_version=1)

    assert (photo.alt, photo.shown, photo.version) == ("Een bankje zonder zitting", False, 2)


def test_only_orphans_that_are_old_enough_are_swept(
    session: Session, storage: Storage, now: datetime
) -> None:
    add_photo(session, storage, derivatives("teal"), owner=OWNER, now=now)
    session.commit()
    known = set(storage.keys())
    orphans = {file.key for file in keep_files(storage, derivatives("navy")).files}
    another_rooms = storage.put(b"%PDF", owner="edition1")
    stored_at = (now - timedelta(hours=2)).timestamp()
    for key in [*known, *orphans, another_rooms]:
        os.utime(storage.path(key), (stored_at, stored_at))
    young = {file.key for file in keep_files(storage, derivatives("red")).files}
    for key in young:
        os.utime(storage.path(key), (now.timestamp(), now.timestamp()))

    assert services.sweep(session, storage, now) == len(orphans)

    assert set(storage.keys()) == known | young | {another_rooms}
