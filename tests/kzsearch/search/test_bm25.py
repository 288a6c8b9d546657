import pytest

from kzsearch import Field, Layer, Ranking
from kzsearch.ranking import DEFAULT_RANKING
from kzsearch.search.bm25 import idf, tf_saturation


def test_rare_terms_weigh_more_and_none_weighs_nothing():
    weights = [idf(100, containing) for containing in (1, 2, 50, 99, 100)]
    assert weights == sorted(weights, reverse=True)
    assert weights[-1] > 0


def test_saturation_grows_towards_one():
    values = [tf_saturation(tf, 0.9) for tf in (1, 2, 3, 100)]
    assert values == sorted(values)
    assert values[-1] < 1


def test_weight_is_the_product_and_missing_fields_are_not_searched():
    ranking = Ranking(fields={Field.TITLE: 3.0}, layers={Layer.LEMMA: 0.5})
    assert ranking.weight(Field.TITLE, Layer.LEMMA) == 1.5
    assert ranking.weight(Field.BODY, Layer.LEMMA) == 0
    assert ranking.weight(Field.TITLE, Layer.EXACT) == 0
    assert DEFAULT_RANKING.weight(Field.TITLE, Layer.LEMMA) > DEFAULT_RANKING.weight(Field.BODY, Layer.LEMMA)


@pytest.mark.parametrize("wrong", [{"b": 1.5}, {"b": -0.1}, {"k1": -1}, {"fields": {Field.BODY: -1.0}}])
def test_parameters_out_of_range_are_refused(wrong):
    with pytest.raises(ValueError, match="must"):
        Ranking(**wrong)
