"""Tokens and money in words."""

from __future__ import annotations

from decimal import Decimal

import pytest


@pytest.fixture
def spending(movie):
    return movie.module("addon.spending")


@pytest.mark.parametrize(
    ("dollars", "told"),
    [
        ("", "price unknown"), ("much", "price unknown"), ("0", "free"), ("0.0000", "free"),
        ("0.00001", "under $0.0001"), ("0.00029", "$0.0003"), ("0.0021", "$0.0021"), ("0.0123", "$0.0123"),
        ("0.0561", "$0.0561"), ("0.5", "$0.50"), ("0.99999", "$1.00"), ("2.5", "$2.50"), ("12.346", "$12.35"),
        ("1234.5", "$1,234.50"),
    ],
)  # fmt: skip
def test_money_is_told_as_far_as_it_tells_anything_and_never_made_up(spending, dollars, told):
    assert spending.money(dollars) == told


def test_a_sum_may_be_none(spending):
    assert spending.sum_of(Decimal(0)) == "$0"
    assert spending.sum_of(Decimal(10)) == "$10.00"


@pytest.mark.parametrize(
    ("number", "short"), [(0, "0"), (812, "812"), (4_520, "4.5k"), (113_400, "113k"), (1_234_567, "1.2M")]
)
def test_tokens_are_told_in_short(spending, number, short):
    assert spending.short(number) == short


def test_what_was_spent_is_one_line(spending):
    spent = {"calls": 1, "input_tokens": 1527, "output_tokens": 750, "cached_tokens": 0, "dollars": "0.0021"}
    assert spending.line(spent) == "1,527 tokens in, 750 out: $0.0021"
    several = {**spent, "calls": 3, "cached_tokens": 1000, "dollars": ""}
    assert spending.line(several) == "3 requests, 1,527 tokens in (1,000 of them cached), 750 out: price unknown"


def test_an_estimate_says_that_it_is_one(spending):
    estimate = {"input_tokens": 1527, "output_tokens": 750, "dollars": "0"}
    assert spending.about(estimate) == "About 1,527 tokens in, 750 out: free"
    assert spending.about(estimate, requests=3) == "About 3 requests, 1,527 tokens in, 750 out: free"
