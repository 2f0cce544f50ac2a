"""The cache holds so many bytes and no more."""

from nodegraph.cache import Cache


def weight(n: int) -> bytes:
    return b"x" * (n - 64)  # a leaf counts 64 bytes beside its content


def test_the_least_recently_used_goes_first() -> None:
    cache = Cache(300)
    for name in "abc":
        cache.put(name, weight(100))
    assert cache.get("a") is not None
    cache.put("d", weight(100))
    assert [name for name in "abcd" if name in cache] == ["a", "c", "d"]
    assert cache.bytes == 300
    assert len(cache) == 3


def test_a_value_larger_than_the_limit_is_not_kept_and_pushes_nothing_out() -> None:
    cache = Cache(300)
    cache.put("a", weight(200))
    cache.put("b", weight(301))
    assert "b" not in cache
    assert "a" in cache
    assert cache.get("b") is None


def test_a_value_put_again_counts_once() -> None:
    cache = Cache(300)
    cache.put("a", weight(200))
    cache.put("a", weight(150))
    assert cache.bytes == 150
    cache.put("a", weight(400))
    assert "a" not in cache
    assert cache.bytes == 0


def test_dropping_and_clearing_give_the_bytes_back() -> None:
    cache = Cache(300)
    cache.put("a", weight(100))
    cache.put("b", weight(100))
    cache.drop("a")
    cache.drop("never there")
    assert cache.bytes == 100
    cache.clear()
    assert (cache.bytes, len(cache)) == (0, 0)
