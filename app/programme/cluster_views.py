"""Settings: the clusters."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.seen import ChangedMeanwhileError
from app.programme import cluster_services, queries
from app.programme.forms import ClusterForm
from app.programme.rules import ADMINISTRATOR, ClusterKind
from app.web.access import acting_person, requires
from app.web.db_session import get_session
from app.web.form_pages import show_form

bp = Blueprint("clusters", __name__, url_prefix="/clusters")


@bp.get("")
@requires(ADMINISTRATOR)
def index() -> ResponseReturnValue:
    """Show the clusters in order, those that were retired apart."""
    every = queries.clusters(get_session(), retired=True)
    active = [cluster for cluster in every if not cluster.retired]
    return render_template(
        "programme/clusters.html",
        problems=[cluster for cluster in active if cluster.kind is ClusterKind.PROBLEM],
        opportunities=[cluster for cluster in active if cluster.kind is ClusterKind.OPPORTUNITY],
        retired=[cluster for cluster in every if cluster.retired],
    )


@bp.route("/nieuw", methods=["GET", "POST"])
@requires(ADMINISTRATOR)
def add() -> ResponseReturnValue:
    """Add a cluster."""
    session = get_session()
    form = ClusterForm()
    form.offer(queries.indicators(session))
    if not form.validate_on_submit():
        return show_form("programme/cluster.html", form, {}, cluster=None)
    cluster = cluster_services.add_cluster(
        session, form.to_facts(), actor=acting_person().ref, now=clock.now()
    )
    session.commit()
    flash(_("“%(title)s” is toegevoegd.", title=cluster.title))
    return redirect(url_for(".index"), code=303)


@bp.route("/<key>", methods=["GET", "POST"])
@requires(ADMINISTRATOR)
def change(key: str) -> ResponseReturnValue:
    """Change a cluster."""
    session = get_session()
    cluster = queries.get_cluster(session, key)
    present = cluster_services.seen_of(cluster)
    form = ClusterForm(data=present)
    form.offer(queries.indicators(session))
    if not form.validate_on_submit():
        return show_form("programme/cluster.html", form, present, cluster=cluster)
    facts, by, now = form.to_facts(cluster.indicators), acting_person().ref, clock.now()
    try:
        cluster_services.change_cluster(
            session, cluster, facts, seen=form.seen.data, actor=by, now=now
        )
    except ChangedMeanwhileError:
        return show_form("programme/cluster.html", form, present, collided=True, cluster=cluster)
    session.commit()
    flash(_("“%(title)s” is bewaard.", title=cluster.title))
    return redirect(url_for(".index"), code=303)


@bp.post("/<key>/volgorde")
@requires(ADMINISTRATOR)
def move(key: str) -> ResponseReturnValue:
    """Move a cluster one place up or down among its kind."""
    session = get_session()
    cluster = queries.get_cluster(session, key)
    steps = -1 if request.form.get("naar") == "omhoog" else 1
    cluster_services.move_cluster(
        session, cluster, steps, actor=acting_person().ref, now=clock.now()
    )
    session.commit()
    return redirect(url_for(".index") + f"#{key}", code=303)


@bp.post("/<key>/stoppen")
@requires(ADMINISTRATOR)
def retire(key: str) -> ResponseReturnValue:
    """Have a cluster get no new stories."""
    session = get_session()
    cluster = queries.get_cluster(session, key)
    cluster_services.retire_cluster(session, cluster, actor=acting_person().ref, now=clock.now())
    session.commit()
    flash(_("“%(title)s” is gestopt. De verhalen blijven erbij staan.", title=cluster.title))
    return redirect(url_for(".index"), code=303)


@bp.post("/<key>/terug")
@requires(ADMINISTRATOR)
def bring_back(key: str) -> ResponseReturnValue:
    """Have a retired cluster get stories again."""
    session = get_session()
    cluster = queries.get_cluster(session, key)
    cluster_services.bring_back_cluster(
        session, cluster, actor=acting_person().ref, now=clock.now()
    )
    session.commit()
    flash(_("“%(title)s” doet weer mee.", title=cluster.title))
    return redirect(url_for(".index"), code=303)
