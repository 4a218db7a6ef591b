"""A conversation as a person has it: asked, streamed, stopped, asked anew, branched, copied."""

from __future__ import annotations

import bpy
import pytest

chat_ops = bpy.ops.movie_director


def use(model):
    bpy.context.scene.movie_director.model = model


def finish(movie):
    assert movie.dispatcher.wait_until(movie.dispatcher.idle, 60)


def ask(movie, question, **more):
    assert chat_ops.chat_ask(question=question, **more) == {"FINISHED"}
    finish(movie)


def said(talk):
    return [(turn.role, turn.text) for turn in talk.turns]


def test_a_question_is_answered_with_the_script_in_view(movie, chat, script):
    seen = []

    def answer(request):
        seen.append(request)
        return [chat.scripted.Say("She "), chat.scripted.Say("stays.")]

    use(chat.play("chat_answers", answer))
    ask(movie, "Why does she stay?")
    talk = chat.book.shown()
    assert said(talk) == [("user", "Why does she stay?"), ("assistant", "She stays.")]
    assert talk.name == "Why does she stay"
    assert "Did you lock it?" in seen[0].messages[1].text
    told = chat.answering.told(talk)
    assert (told.in_view, told.words, told.failure) == ("whole", 2, "")
    chat.fields.of(bpy.context.window_manager).sees_script = False
    ask(movie, "And Ben?")
    assert "Did you lock it?" not in " ".join(message.text for message in seen[1].messages)


def test_the_field_is_sent_and_emptied(movie, chat, script):
    fields = chat.fields.of(bpy.context.window_manager)
    assert chat_ops.chat_ask() == {"CANCELLED"}
    fields.question = "   "
    assert chat_ops.chat_ask() == {"CANCELLED"}
    fields.question = "Why?"
    assert chat_ops.chat_ask() == {"FINISHED"}
    assert fields.question == ""
    finish(movie)
    assert len(chat.book.shown().turns) == 2


def test_words_come_while_they_are_written_and_stop_keeps_them(movie, chat, script):
    words = [chat.scripted.Say("One "), chat.scripted.Say("two "), chat.scripted.Pause(60)]
    use(chat.play("chat_slow", words))
    chat_ops.chat_ask(question="Count.")
    talk = chat.book.shown()
    running = chat.answering.of(talk)
    assert movie.dispatcher.wait_until(lambda: "".join(running.said) == "One two ", 60)
    assert talk.waits
    assert chat_ops.chat_ask(question="And now?") == {"CANCELLED"}
    assert chat_ops.chat(do="AGAIN") == {"CANCELLED"}
    assert chat_ops.chat(do="STOP") == {"FINISHED"}
    finish(movie)
    assert talk.turns[-1][1:4:2] == ("One two", "partial")
    assert chat.answering.of(talk) is None
    assert chat_ops.chat(do="STOP") == {"CANCELLED"}


def test_two_talks_are_answered_side_by_side(movie, chat, script):
    use(
        chat.play("chat_pair", lambda request: [chat.scripted.Pause(0.2), chat.scripted.Say(request.messages[-1].text)])
    )
    chat.fields.of(bpy.context.window_manager).sees_script = False
    chat_ops.chat_ask(question="First?")
    first = chat.book.shown()
    chat_ops.chat(do="NEW")
    second = chat.book.shown()
    second.sees_script = False
    chat_ops.chat_ask(question="Second?")
    assert chat.answering.of(first) is not None
    assert chat.answering.of(second) is not None
    finish(movie)
    assert [talk.turns[-1].text for talk in (first, second)] == ["First?", "Second?"]


def test_what_breaks_off_is_kept_with_its_reason(movie, chat, script):
    use(chat.play("chat_cut", [chat.scripted.Say("Half an "), chat.scripted.Cut()]))
    ask(movie, "Why?")
    talk = chat.book.shown()
    assert talk.turns[-1][1:4:2] == ("Half an", "partial")
    told = chat.answering.told(talk)
    assert told.failure
    assert told.remedy


@pytest.mark.parametrize("steps", ["nothing", "offline", "failing"])
def test_a_question_that_gets_no_answer_stays_and_can_be_asked_again(movie, chat, script, steps):
    errors = movie.module("llm.errors")
    play = {
        "nothing": [],
        "offline": None,
        "failing": [chat.scripted.Fail(errors.AuthenticationError("The key was refused.", "Check it."))],
    }[steps]
    use("openai/gpt-5-mini" if play is None else chat.play(f"chat_{steps}", play))
    ask(movie, "Why does she stay?")
    talk = chat.book.shown()
    assert said(talk) == [("user", "Why does she stay?")]
    told = chat.answering.told(talk)
    assert told.failure
    assert told.remedy
    use("scripted/stand-in")
    assert chat_ops.chat(do="AGAIN") == {"FINISHED"}
    finish(movie)
    assert len(talk.turns) == 2
    assert len(chat.book.talks()) == 1


def test_a_question_without_an_answer_can_be_taken_back_into_the_field(movie, chat, script):
    use("openai/gpt-5-mini")
    ask(movie, "Why does she stay?")
    assert chat_ops.chat(do="EDIT", turn=0) == {"FINISHED"}
    talk = chat.book.shown()
    assert (talk.turns, talk.draft) == ((), "Why does she stay?")
    assert len(chat.book.talks()) == 1


def test_an_earlier_question_is_asked_anew_in_a_branch(movie, chat, script):
    ask(movie, "One?")
    ask(movie, "Two?")
    first = chat.book.shown()
    before = first.turns
    assert chat_ops.chat(do="EDIT", turn=1) == {"CANCELLED"}, "the model's words are not the person's"
    assert chat_ops.chat(do="EDIT", turn=2, words="Three?") == {"FINISHED"}
    finish(movie)
    branch = chat.book.shown()
    assert branch is not first
    assert [text for role, text in said(branch) if role == "user"] == ["One?", "Three?"]
    assert len(branch.turns) == 4
    assert first.turns == before
    chat_ops.chat(do="EDIT", turn=0)
    assert chat.fields.of(bpy.context.window_manager).question == "One?"


def test_another_answer_leaves_the_first_one_where_it_is(movie, chat, script):
    ask(movie, "One?")
    first = chat.book.shown()
    use(chat.play("chat_other", [chat.scripted.Say("Another one.")]))
    assert chat_ops.chat(do="AGAIN") == {"FINISHED"}
    finish(movie)
    branch = chat.book.shown()
    assert branch is not first
    assert said(branch) == [("user", "One?"), ("assistant", "Another one.")]
    assert first.turns[-1].text != "Another one."


def test_talks_are_named_chosen_branched_and_deleted(movie, chat, script):
    chat_ops.chat(do="NEW", words="Act two")
    first = chat.book.shown()
    ask(movie, "One?")
    assert first.name == "Act two", "it has a name of its own"
    chat_ops.chat(do="BRANCH", turn=0)
    branch = chat.book.shown()
    assert said(branch) == [("user", "One?")]
    assert chat_ops.chat(do="RENAME", words="  ") == {"CANCELLED"}
    chat_ops.chat(do="RENAME", words="Another end")
    assert branch.name == "Another end"
    chat_ops.chat(do="INSTRUCT", words="Be brief.")
    chat_ops.chat(do="CHOOSE", talk=first.key)
    assert chat.book.shown() is first
    assert (first.system, branch.system) == ("", "Be brief.")
    chat_ops.chat(do="DELETE", talk=branch.key)
    assert [talk.name for talk in chat.book.talks()] == ["Act two"]
    assert chat_ops.chat(do="CHOOSE", talk=branch.key) == {"CANCELLED"}


def test_instructions_come_from_a_text_too_and_reach_the_model(movie, chat, script):
    seen = []
    use(chat.play("chat_told", lambda request: (seen.append(request), [chat.scripted.Say("Yes.")])[1]))
    chat_ops.chat(do="NEW")
    bpy.data.texts.new("How").write("You are\na pirate.")
    chat_ops.chat(do="INSTRUCT", words_of="How")
    ask(movie, "Who are you?")
    assert "You are\na pirate." in seen[0].messages[0].text


def test_a_talk_deleted_while_it_is_answered_ends_quietly(movie, chat, script):
    use("scripted/slow")
    chat_ops.chat_ask(question="Why?")
    talk = chat.book.shown()
    running = chat.answering.of(talk)
    assert movie.dispatcher.wait_until(lambda: bool(running.said), 60)
    chat_ops.chat(do="DELETE", talk=talk.key)
    finish(movie)
    assert len(chat.book.talks()) == 0
    ask(movie, "And now?")
    assert len(chat.book.shown().turns) == 2


def test_a_script_that_is_removed_takes_no_talk_away(movie, chat, script):
    ask(movie, "Why?")
    bpy.data.texts.remove(script)
    ask(movie, "And now?")
    talk = chat.book.shown()
    assert len(talk.turns) == 4
    assert chat.answering.told(talk).in_view == ""


def test_a_question_of_megabytes_is_refused_and_kept(movie, chat, script):
    huge = "why " * 1_300_000
    chat.fields.of(bpy.context.window_manager).question = huge
    talk = chat.book.shown()
    assert chat.questions.text_of(talk) is not None, "a field would be slow with it"
    assert chat_ops.chat_ask() == {"CANCELLED"}
    assert "5,200,000 characters" in chat.questions.fault_of(huge)
    assert chat.questions.of(talk) == huge
    assert talk.turns == ()
    assert chat_ops.chat(do="FIELD") == {"CANCELLED"}, "it does not fit back into the field"


def test_a_question_can_be_written_in_an_editor(movie, chat, script):
    fields = chat.fields.of(bpy.context.window_manager)
    fields.question = "Why"
    assert chat_ops.chat(do="WRITE") == {"FINISHED"}
    talk = chat.book.shown()
    text = chat.questions.text_of(talk)
    assert text.as_string() == "Why"
    text.write(" does she stay?\n\nThink.")
    assert chat_ops.chat_ask() == {"FINISHED"}
    finish(movie)
    assert said(talk)[0] == ("user", "Why does she stay?\n\nThink.")
    assert chat.questions.text_of(talk) is None
    assert [text.name for text in bpy.data.texts if not text.name.startswith(".")] == [script.name]
    fields.question = "Again"
    chat_ops.chat(do="WRITE")
    chat_ops.chat(do="FIELD")
    assert fields.question == "Again"
    assert chat.questions.text_of(talk) is None


def test_words_from_elsewhere_begin_a_talk_or_go_on_with_it(movie, chat, script):
    assert chat_ops.chat_about(text=" ") == {"CANCELLED"}
    chat_ops.chat_about(text="What if Anna had locked it?")
    talk = chat.book.shown()
    assert talk.name == "What if Anna had locked it"
    assert talk.draft == "What if Anna had locked it?\n\n"
    ask(movie, f"{talk.draft}Where would it lead?")
    chat_ops.chat(do="NEW")
    chat_ops.chat_about(text="What if Anna had locked it?")
    assert chat.book.shown() is talk


def test_what_was_said_is_copied_and_put_into_a_text(movie, chat, script):
    use(chat.play("chat_copied", [chat.scripted.Say("She stays.")]))
    ask(movie, "Why?")
    assert chat_ops.chat(do="COPY") == {"FINISHED"}
    assert chat_ops.chat(do="TEXT", turn=1) == {"FINISHED"}
    talk = chat.book.shown()
    assert bpy.data.texts[f"From {talk.name}.md"].as_string() == "She stays."
    assert chat_ops.chat(do="COPY", turn=7) == {"CANCELLED"}


def test_an_estimate_comes_before_it_is_sent_and_names_the_window(movie, chat, script):
    use("openai/gpt-4o")
    fields = chat.fields.of(bpy.context.window_manager)
    fields.question = "Why does she stay?"
    talk = chat.book.shown()
    chat.estimating.ask(bpy.context, talk, script)
    finish(movie)
    found = chat.estimating.found(bpy.context, talk, script)
    assert found["input_tokens"] > 100
    assert float(found["dollars"]) > 0
    assert (found["window"], found["in_view"], found["messages"]) == (128_000, "whole", [])
    assert talk.turns == ()
    fields.question = "Another one"
    assert chat.estimating.found(bpy.context, talk, script) == {}


def test_a_question_that_no_window_takes_is_told_before_it_is_sent(movie, chat, script):
    use("openai/gpt-4o")
    talk = chat.book.shown_or_new()
    chat.questions.put(talk, "Why does she stay? " * 45_000)
    chat.estimating.ask(bpy.context, talk, script)
    finish(movie)
    what, remedy = chat.estimating.trouble(bpy.context, talk, script)
    assert "window" in what
    assert remedy
