"""Places: which names texts hold, what lies in what, and who may speak for whom."""

from __future__ import annotations

import pytest

from index import places
from index.places import Place

LIAONING, YINGKOU, GAIZHOU = Place("辽宁"), Place("辽宁", "营口"), Place("辽宁", "营口", "盖州市")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("盖州市人民政府", GAIZHOU),
        ("辽宁省营口市盖州市", GAIZHOU),
        ("营口市鲅鱼圈区", Place("辽宁", "营口", "鲅鱼圈区")),
        ("盖州、大石桥等地", GAIZHOU),
        ("营口和沈阳", YINGKOU),
        ("上海市浦东新区", Place("上海", "", "浦东新区")),
        ("湖北省潜江市", Place("湖北", "", "潜江市")),
        ("长沙县", Place("湖南", "长沙", "长沙县")),
        ("本溪满族自治县", Place("辽宁", "本溪", "本溪满族自治县")),
        ("鞍山市海城市", Place("辽宁", "鞍山", "海城市")),
        ("在易县建站", Place("河北", "保定", "易县")),
        ("河南蒙古族自治县", Place("青海", "黄南", "河南蒙古族自治县")),
        ("全国各地", Place()),
    ],
)
def test_the_place_of_a_text_is_the_smallest_it_names_first(text: str, place: Place) -> None:
    assert places.place_of(["", text]) == place
    assert places.place_of([str(place)]) == place


@pytest.mark.parametrize(
    "text",
    [
        "和平区", "新华书店", "老城区改造", "其中山区占三成", "革命老区和解放区", "城乡和县级财政", "沿海城市",
        "适应城市发展", "贸易县域", "港口区域", "滨江公园", "东方红", "自然资源县级事权", "平原县和山区县", "吉林市场",
        "长江北岸", "强大足球队伍", "海西经济区",
    ],
)  # fmt: skip
def test_common_words_are_no_counties(text: str) -> None:
    assert [name for name in places.names(text) if places.place_of([name]).is_local] == []


def test_names_come_as_texts_have_them() -> None:
    assert places.names("营口市盖州市、昌图县与盖州、辽宁省") == ("营口", "盖州", "昌图县", "辽宁")
    assert places.mentions("川渝自贸试验区协同开放", "四川")
    assert not places.mentions("山川秀美", "四川")
    assert places.mentions("成渝地区双城经济圈", "成都") and places.mentions("成渝地区双城经济圈", "重庆")
    assert places.mentions("辽宁对口支援陕甘宁", "宁夏") and places.mentions("粤港澳大湾区", "广东")
    assert places.is_province("辽宁") and not places.is_province("盖州") and not places.is_province("东北")
    assert places.most_named("盖州、昌图县与长沙") == LIAONING


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("辽宁省印发通知", "宁夏"),
        ("新成立企业两万家", "成都"),
        ("京津冀成为样板", "成都"),
        ("新晋专家入驻", "新疆"),
        ("辽港集团扩建码头", "香港"),
    ],
)
def test_what_only_holds_the_letters_of_two_places_names_none(text: str, place: str) -> None:
    assert not places.mentions(text, place)


@pytest.mark.parametrize(
    ("origin", "letter", "expected"),
    [
        (Place("重庆"), LIAONING, False),
        (YINGKOU, LIAONING, True),
        (YINGKOU, Place("辽宁", "沈阳"), False),
        (LIAONING, Place("辽宁", "沈阳"), True),
        (Place(), LIAONING, True),
        (YINGKOU, GAIZHOU, True),
        (GAIZHOU, YINGKOU, True),
        (GAIZHOU, Place("辽宁", "营口", "大石桥市"), False),
        (Place("上海", "", "浦东新区"), Place("上海", "", "黄浦区"), False),
    ],
)
def test_a_document_speaks_only_for_its_own_place(origin: Place, letter: Place, expected: bool) -> None:
    assert origin.can_speak_for(letter) is expected


def test_a_county_lies_in_its_city_and_province() -> None:
    assert LIAONING.holds(GAIZHOU) and YINGKOU.holds(GAIZHOU) and GAIZHOU.holds(GAIZHOU)
    assert not GAIZHOU.holds(YINGKOU) and not Place("辽宁", "大连").holds(GAIZHOU)
