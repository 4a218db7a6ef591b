"""Accepting a take: its changes are shown in the script's place, and those that are accepted are one undo step."""

from typing import TYPE_CHECKING, Any

from bpy.props import BoolProperty, StringProperty
from bpy.types import Operator

from .. import views
from ..takes import book
from .takes import fill, script_of

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems
    from bpy.types import Context


class DIRECTOR_OT_review_take(Operator):
    """Show what this take would change, in the script's place, to accept all of it, some or none"""

    bl_idname = "movie_director.review_take"
    bl_label = "Review Changes"
    # A step of its own, although the script stays as it is: undoing what is accepted leads back to it, and so to a
    # script that is whole whatever was done to it by other means than typing since the step before.
    bl_options = {"UNDO", "INTERNAL"}

    if TYPE_CHECKING:
        take: str
        merge: bool
    else:
        take: StringProperty(options={"SKIP_SAVE", "HIDDEN"})
        merge: BoolProperty(
            name="Merge",
            description="Where the script was changed since, show what still finds its place",
            options={"SKIP_SAVE"},
        )

    def execute(self, context: "Context") -> "set[OperatorReturnItems]":
        from ..takes import applying, reviewing

        takes = book.book()
        if self.take not in takes:
            self.report({"WARNING"}, "That take is no longer in this file")
            return {"CANCELLED"}
        take = takes[self.take]
        script = script_of(take, context)
        refused = applying.hindrance(script)
        if take.state == "running":
            refused = "This take is still being written.", "Wait for its end, or cancel it."
        if refused is not None or script is None:
            reviewing.trouble = reviewing.Trouble(take.id, *(refused or ("", "")))
        else:
            reviewing.begin(take, script, views.editor_for(script), merge=self.merge)
        fill(context)
        if reviewing.trouble is not None:
            self.report({"WARNING"}, f"{reviewing.trouble.what} {reviewing.trouble.remedy}".strip())
            return {"CANCELLED"}
        return {"FINISHED"}


# For those who check types: at run time Blender wants `Operator` named last.
_Base: Any = object
if TYPE_CHECKING:
    _Base = Operator


class _Accepting(_Base):
    """What both ways of accepting share. They are undo steps: nothing else of ours touches the script."""

    def accept(self, context: "Context", *, everything: bool) -> "set[OperatorReturnItems]":
        from ..takes import reviewing

        review = reviewing.current()
        if review is None:
            self.report({"WARNING"}, "There is no review: choose a take, and review its changes")
            return {"CANCELLED"}
        places = set(range(len(review.merged.changes))) if everything else set(review.accepted)
        if not places:
            self.report({"WARNING"}, "No change is chosen: nothing was accepted")
            return {"CANCELLED"}
        done = reviewing.accept(places)
        fill(context)
        if not done:
            if reviewing.trouble is not None:
                self.report({"WARNING"}, f"{reviewing.trouble.what} {reviewing.trouble.remedy}")
            return {"CANCELLED"}
        self.report({"INFO"}, f"{len(places)} of {len(review.merged.changes)} changes made. Undo takes them back")
        return {"FINISHED"}


class DIRECTOR_OT_accept_all(_Accepting, Operator):
    """Make all of these changes in the script, in one undo step"""

    bl_idname = "movie_director.accept_all"
    bl_label = "Accept All"
    bl_options = {"REGISTER", "UNDO"}

    def execute(self, context: "Context") -> "set[OperatorReturnItems]":
        return self.accept(context, everything=True)


class DIRECTOR_OT_accept_chosen(_Accepting, Operator):
    """Make the chosen changes in the script, in one undo step, and no others"""

    bl_idname = "movie_director.accept_chosen"
    bl_label = "Accept Chosen"
    bl_options = {"REGISTER", "UNDO"}

    def execute(self, context: "Context") -> "set[OperatorReturnItems]":
        return self.accept(context, everything=False)


class DIRECTOR_OT_choose_changes(Operator):
    """Choose all changes, or none"""

    bl_idname = "movie_director.choose_changes"
    bl_label = "Choose Changes"
    bl_options = {"INTERNAL"}

    if TYPE_CHECKING:
        everything: bool
    else:
        everything: BoolProperty(options={"SKIP_SAVE", "HIDDEN"})

    def execute(self, context: "Context") -> "set[OperatorReturnItems]":
        from ..takes import reviewing

        review = reviewing.current()
        if review is None:
            return {"CANCELLED"}
        for place in range(len(review.merged.changes)):
            reviewing.choose(place, accepted=self.everything)
        fill(context)
        return {"FINISHED"}


class DIRECTOR_OT_end_review(Operator):
    """Back to the script, which is as it was"""

    bl_idname = "movie_director.end_review"
    bl_label = "Back to Script"
    bl_options = {"INTERNAL"}

    if TYPE_CHECKING:
        reject: bool
    else:
        reject: BoolProperty(
            name="Reject",
            description="Drop the take as well. It stays in the list until dropped takes are removed",
            options={"SKIP_SAVE"},
        )

    def execute(self, context: "Context") -> "set[OperatorReturnItems]":
        from ..takes import reviewing

        review = reviewing.current()
        if review is None:
            return {"CANCELLED"}
        if self.reject:
            book.book().drop(review.take)
        reviewing.close()
        fill(context)
        return {"FINISHED"}


class DIRECTOR_OT_dismiss_refusal(Operator):
    """Forget this message"""

    bl_idname = "movie_director.dismiss_refusal"
    bl_label = "Dismiss"
    bl_options = {"INTERNAL"}

    def execute(self, context: "Context") -> "set[OperatorReturnItems]":
        from ..takes import reviewing

        reviewing.dismiss()
        fill(context)
        return {"FINISHED"}


CLASSES = (
    DIRECTOR_OT_review_take, DIRECTOR_OT_accept_all, DIRECTOR_OT_accept_chosen, DIRECTOR_OT_choose_changes,
    DIRECTOR_OT_end_review, DIRECTOR_OT_dismiss_refusal,
)  # fmt: skip
