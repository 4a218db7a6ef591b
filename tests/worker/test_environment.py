from __future__ import annotations

from blender_movie_director.worker.environment import child_environment


def test_only_what_a_worker_needs_is_passed_on() -> None:
    needed = {"PATH": "/bin", "https_proxy": "http://proxy", "HOME": "/home/me", "SystemRoot": "C:\\Windows"}
    kept_back = {
        "OPENAI_API_KEY": "k",
        "ANTHROPIC_API_KEY": "k",
        "AWS_SECRET_ACCESS_KEY": "k",
        "GITHUB_TOKEN": "k",
        "PYTHONPATH": "/elsewhere",
        "PYTHONHOME": "/elsewhere",
        "LD_PRELOAD": "/elsewhere.so",
        "OPENAI_BASE_URL": "http://elsewhere",
    }
    assert child_environment({**needed, **kept_back}) == needed
