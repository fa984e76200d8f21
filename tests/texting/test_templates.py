"""Templates: who sees which, who may change which, what an account above shares and protects, two people at one."""

from __future__ import annotations

import pytest

from app.clock import now
from app.models import Account, Media, Template
from app.texting import held_files, templates
from app.texting.access import Problem
from app.texting.contact_fields import Unfit
from app.texting.template_particulars import Particulars
from app.texting.template_sight import everything, find, narrowed, visible_to, was_theirs
from app.transaction import perform


@pytest.fixture
def tree(world):
    """Copper with a sub-account, North, and one below that, Far; each with an admin of its own."""
    world.north = world.keep(Account(name="Copper North", brand_id=world.copper.id, parent_id=world.copper.id))
    world.far = world.keep(Account(name="Copper Far", brand_id=world.copper.id, parent_id=world.north.id))
    world.nia = world.user(world.north, "Nia North", "admin")
    world.flo = world.user(world.far, "Flo Far", "admin")
    world.session.commit()
    return world


def kept(user, subject="On our way", body="We are on our way.", **more) -> Template:
    about = more.pop("template_id", None), more.pop("seen_version", 0)
    return perform(templates.save, user, Particulars(subject, body, **more), *about)


def down(user, **more) -> Template:
    return kept(user, is_shared=True, is_shared_down=True, **more)


def bodies(user) -> list[str]:
    return [seen.row.body for seen in visible_to(user)]


def test_ones_own_is_ones_own(world):
    kept(world.ben)
    assert bodies(world.ben) == ["We are on our way."]
    assert bodies(world.ana) == bodies(world.cara) == []


def test_a_shared_one_is_everybodys_here_and_nobodys_elsewhere(world):
    kept(world.ana, is_shared=True)
    assert bodies(world.ana) == bodies(world.ben) == ["We are on our way."]
    assert bodies(world.cara) == []


@pytest.mark.parametrize("role", ["manager", "admin"])
def test_managers_and_administrators_share(world, role):
    world.ben.role = role
    world.session.commit()
    assert kept(world.ben, is_shared=True).owner_id is None


def test_an_agent_neither_shares_nor_changes_nor_deletes_what_is_shared(world):
    with pytest.raises(Unfit, match="Only managers"):
        kept(world.ben, is_shared=True)
    shared = kept(world.ana, is_shared=True)
    assert not find(world.ben, shared.id).may_change
    with pytest.raises(Problem, match="Only managers"):
        kept(world.ben, body="Mine now", template_id=shared.id)
    with pytest.raises(Problem, match="Only managers"):
        perform(templates.delete, world.ben, shared.id)


def test_nobody_changes_anothers_own_one(world):
    own = kept(world.ben)
    with pytest.raises(Problem, match="deleted this template"):
        kept(world.ana, body="Hers now", template_id=own.id)
    assert not templates.find(world.ana, own.id)


def test_sub_accounts_see_what_is_shared_down_and_nothing_else(tree):
    kept(tree.ana, "Here only", "Here.", is_shared=True)
    down(tree.ana)
    assert bodies(tree.nia) == bodies(tree.flo) == ["We are on our way."]
    assert visible_to(tree.nia)[0].home.name == "Copper & Co. Plumbing"
    assert bodies(tree.cara) == []


def test_an_account_above_sees_nothing_of_those_below(tree):
    down(tree.nia)
    assert bodies(tree.ana) == [] and bodies(tree.flo) == ["We are on our way."]


def test_without_sub_accounts_nothing_is_shared_down(world):
    made = down(world.ana, is_protected=True)
    assert (made.is_shared_down, made.is_protected) == (False, False)


def test_what_is_shared_down_is_followed_until_it_is_written_over(tree):
    first = down(tree.ana)
    kept(tree.ana, body="We leave now.", is_shared=True, is_shared_down=True, template_id=first.id)
    assert bodies(tree.nia) == ["We leave now."]
    over = kept(tree.nia, body="North is on its way.", template_id=first.id)
    assert (over.account_id, over.parent_id, over.owner_id) == (tree.north.id, first.id, None)
    assert bodies(tree.nia) == ["North is on its way."] and bodies(tree.ana) == ["We leave now."]
    kept(tree.ana, body="Changed above.", is_shared=True, is_shared_down=True, template_id=first.id)
    assert bodies(tree.nia) == ["North is on its way."]
    perform(templates.delete, tree.nia, over.id)
    assert bodies(tree.nia) == ["Changed above."]


def test_the_second_colleague_who_writes_over_one_is_told(tree):
    first = down(tree.ana)
    kept(tree.nia, body="North.", template_id=first.id, seen_version=1)
    with pytest.raises(Problem, match="A colleague wrote over this template meanwhile"):
        kept(tree.nia, body="North again.", template_id=first.id, seen_version=1)
    assert bodies(tree.nia) == ["North."]


def test_what_is_between_takes_its_place_below_where_it_is_shared_down(tree):
    first = down(tree.ana)
    over = kept(tree.nia, body="North.", template_id=first.id)
    assert bodies(tree.flo) == ["We are on our way."]
    kept(tree.nia, body="North.", is_shared_down=True, template_id=over.id)
    assert bodies(tree.flo) == ["North."]
    far = kept(tree.flo, body="Far.", template_id=over.id)
    assert far.parent_id == first.id and bodies(tree.flo) == ["Far."]


def test_a_protected_one_cannot_be_written_over(tree):
    first = down(tree.ana, is_protected=True)
    with pytest.raises(Problem, match="Copper & Co. Plumbing has protected"):
        kept(tree.nia, body="North.", template_id=first.id)
    assert not find(tree.nia, first.id).may_change


def test_protecting_sets_what_was_written_over_it_aside_and_lifting_it_brings_it_back(tree):
    first = down(tree.ana)
    over = kept(tree.nia, body="North.", template_id=first.id)
    down(tree.ana, template_id=first.id, is_protected=True)
    assert bodies(tree.nia) == ["We are on our way."]
    [aside] = [seen for seen in everything(tree.nia) if seen.is_aside]
    assert (aside.row.id, aside.over, aside.may_change) == (over.id, "Copper & Co. Plumbing", False)
    with pytest.raises(Problem, match="deleted or changed"):
        perform(templates.use, tree.nia, over.id)
    down(tree.ana, template_id=first.id)
    assert bodies(tree.nia) == ["North."]


def test_what_stands_over_one_that_is_gone_stands_alone(tree):
    first = down(tree.ana)
    kept(tree.nia, body="North.", template_id=first.id)
    perform(templates.delete, tree.ana, first.id)
    assert bodies(tree.nia) == ["North."] and bodies(tree.flo) == []


def test_from_below_what_is_above_is_not_deleted(tree):
    first = down(tree.ana)
    with pytest.raises(Problem, match="Only they can delete it"):
        perform(templates.delete, tree.nia, first.id)


def test_the_second_of_two_who_change_one_is_told_and_nothing_is_lost(world):
    made = kept(world.ana, is_shared=True)
    kept(world.ana, body="Hers.", is_shared=True, template_id=made.id, seen_version=1)
    with pytest.raises(Problem, match="Ana Ruiz changed this template while you wrote"):
        kept(world.ana, body="His.", is_shared=True, template_id=made.id, seen_version=1)
    assert bodies(world.ana) == ["Hers."]
    with pytest.raises(Problem, match="changed this template"):
        perform(templates.delete, world.ana, made.id, 1)


def test_one_deleted_meanwhile_is_said_and_comes_back_within_a_day(world):
    made = kept(world.ben)
    perform(templates.delete, world.ben, made.id)
    assert bodies(world.ben) == []
    with pytest.raises(Problem, match="deleted this template meanwhile"):
        kept(world.ben, body="Again", template_id=made.id, seen_version=1)
    with pytest.raises(Problem, match="by you"):
        perform(templates.restore, world.ana, made.id)
    perform(templates.restore, world.ben, made.id)
    assert bodies(world.ben) == ["We are on our way."]


def test_after_a_day_it_is_gone_and_its_files_are_let_go_with_the_next(world, clock):
    made = kept(world.ben, media_ids=[upload(world, world.ben).id])
    other = kept(world.ben, "Other")
    perform(templates.delete, world.ben, made.id)
    held = list(made.media_ids)
    clock.advance(hours=23)
    assert templates.deleted_here(world.ben, made.id) and len(held_files.held(world.copper.id, held)) == 1
    clock.advance(hours=2)
    assert templates.deleted_here(world.ben, made.id) is None
    with pytest.raises(Problem, match="more than a day ago"):
        perform(templates.restore, world.ben, made.id)
    perform(templates.delete, world.ben, other.id)
    assert held_files.held(world.copper.id, held) == []


def test_what_is_above_and_not_shared_down_never_was_theirs(tree):
    assert not was_theirs(tree.nia, kept(tree.ana, is_shared=True).id)
    assert was_theirs(tree.nia, down(tree.ana).id)


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"subject": " "}, "subject", "Write a subject."),
        ({"subject": "x" * 81}, "subject", "81 characters; the limit is 80"),
        ({"body": " \n"}, "body", "Write the text"),
        ({"body": "x" * 10_001}, "body", "10,001 characters; the limit is 10,000"),
        ({"shortcut": "on way"}, "shortcut", "letters, digits"),
        ({"shortcut": "x" * 25}, "shortcut", "at most 24"),
        ({"kind": "letter"}, "kind", "Choose a kind"),
        ({"media_ids": list(range(1, 12))}, "media_ids", "at most 10 files"),
    ],
)
def test_what_cannot_be_kept_is_said_at_its_field(world, given, field, sentence):
    with pytest.raises(Unfit) as unfit:
        kept(world.ben, **given)
    assert list(unfit.value.errors) == [field] and sentence in unfit.value.errors[field]


def test_a_shortcut_is_one_templates_among_those_one_sees(world):
    own = kept(world.ben, shortcut="/ETA")
    assert own.shortcut == "eta"
    kept(world.ben, body="Changed", shortcut="eta", template_id=own.id)
    kept(world.ana, "Arrival", is_shared=True, shortcut="arr")
    with pytest.raises(Unfit, match="“/eta” is the shortcut of “On our way” .yours."):
        kept(world.ben, "Other", shortcut="eta")
    with pytest.raises(Unfit, match="of “Arrival” .shared here."):
        kept(world.ben, "Other", shortcut="arr")
    assert kept(world.ana, "Hers", shortcut="eta").shortcut == "eta"


def test_words_and_whose_and_kind_narrow_the_list(world):
    kept(world.ben, shortcut="eta")
    kept(world.ana, "Review us", "Would you write a few words?", kind="review", is_shared=True)
    seen = visible_to(world.ben)
    assert [each.row.subject for each in narrowed(seen, "way OUR")] == ["On our way"]
    assert [each.row.subject for each in narrowed(seen, "/eta")] == ["On our way"]
    assert [each.row.subject for each in narrowed(seen, whose="shared")] == ["Review us"]
    assert [each.row.subject for each in narrowed(seen, kind="review")] == ["Review us"]
    assert narrowed(seen, "way", kind="review") == []


def upload(world, user) -> Media:
    made = world.keep(Media(
        account_id=user.account_id, author_id=user.id, state="stored", content_type="application/pdf", name="map.pdf",
        key="k" * 64, size=5000, created_at=now(),
    ))
    world.session.commit()
    return made


def test_files_are_held_and_each_use_takes_copies_of_them(world):
    made = kept(world.ana, media_ids=[upload(world, world.ana).id], is_shared=True)
    [held] = held_files.held(world.copper.id, made.media_ids)
    assert held.held_by == "template"
    _, first = perform(templates.use, world.ben, made.id)
    _, second = perform(templates.use, world.ben, made.id)
    assert len({*first, *second, held.id}) == 3
    copies = [world.session.get(Media, each) for each in first + second]
    assert {(each.author_id, each.held_by, each.key) for each in copies} == {(world.ben.id, "", held.key)}


def test_a_file_taken_out_is_let_go_and_the_others_stay(world):
    one, two = upload(world, world.ben), upload(world, world.ben)
    made = kept(world.ben, media_ids=[one.id, two.id])
    kept(world.ben, media_ids=[two.id], template_id=made.id)
    assert [each.id for each in held_files.held(world.copper.id, [one.id, two.id])] == [two.id]


def test_what_is_written_over_one_above_has_files_of_its_own(tree):
    theirs = upload(tree, tree.ana)
    first = down(tree.ana, media_ids=[theirs.id])
    over = kept(tree.nia, body="North.", media_ids=[theirs.id], template_id=first.id)
    [own] = held_files.held(tree.north.id, over.media_ids)
    assert own.id != theirs.id and own.key == theirs.key
    perform(templates.delete, tree.ana, first.id)
    assert len(perform(templates.use, tree.nia, over.id)[1]) == 1


def test_a_file_that_goes_as_a_link_stays_where_its_address_leads(world):
    file = Media(account_id=world.copper.id, author_id=world.ben.id, state="stored", content_type="application/pdf",
                 name="Guide.pdf", key="a" * 64, size=2_000_000, token="guide", as_link=True)  # fmt: skip
    world.keep(file)
    world.session.commit()
    kept_id = kept(world.ben, body="Read https://desk.example/m/guide", media_ids=[file.id]).id
    assert perform(templates.use, world.ben, kept_id)[1] == [], "it goes by its address, in the words"
    kept(world.ben, body="Read nothing", template_id=kept_id)
    assert world.session.get(Media, file.id) is not None, "texts sent before lead to it"
